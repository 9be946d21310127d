import * as z from "zod";
import { reads, reject, section, setting } from "./setting";

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html */
const MOST_ALARMS = 10;

/**
 * Alarms that stop a release.
 *
 * @param targets what a target group holds, such as `tasks`
 */
export function alarmsOf(targets: string, description: string) {
  return section(
    {
      errorRatePercent: setting(
        z.number().positive().max(100).default(1),
        "Percent of a target group's answers that may be 5xx.",
        "above 0, up to 100",
      ),
      unhealthyHosts: setting(
        z.int().min(1).max(5000).default(1),
        `Unhealthy ${targets} in a target group that raise the alarm.`,
        "1 to 5000",
      ),
      latencyP99Seconds: setting(
        z.number().positive().max(4000).default(2),
        "Seconds that 99 of 100 answers stay below.",
        "above 0, up to 4000",
      ),
      periodSeconds: setting(
        z.int().min(60).max(3600).multipleOf(60).default(60),
        "Seconds over which a metric is taken together.",
        "a multiple of 60, up to 3600",
      ),
      evaluationPeriods: setting(
        z.int().min(1).max(60).default(2),
        "Periods in a row that raise the alarm.",
        "1 to 60",
      ),
      extra: setting(
        z.array(z.string().min(1)).default([]),
        "Names of further alarms that stop a release.",
        "a list of alarm names",
      ),
    },
    description,
  );
}

/** What is refused once a deployment group has more alarms than CodeDeploy takes: `own`, and those that are named. */
export function mostAlarms<T extends { alarms: { extra: readonly string[] } }>(own: number, whose: string) {
  return [
    ({ alarms: { extra } }: T, context: z.RefinementCtx): void => {
      if (extra.length <= MOST_ALARMS - own) return;
      reject(context, {
        path: ["alarms", "extra"],
        message: `makes ${own + extra.length} alarms on the deployment group`,
        allowed: `at most ${MOST_ALARMS - own} further alarms beside the ${own} of the ${whose}`,
        remedy: "join several into one composite alarm and name that",
      });
    },
    reads("alarms.extra"),
  ] as const;
}

/** What rolls a release back. */
export const rollbackEvents = setting(
  z
    .array(z.enum(["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"]))
    .default(["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"]),
  "What rolls a release back.",
  "a list of DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM, DEPLOYMENT_STOP_ON_REQUEST",
);

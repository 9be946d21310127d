import * as z from "zod";
import {
  MAX_SHIFT_MINUTES,
  MAX_TERMINATION_WAIT_MINUTES,
  PREDEFINED_SHIFTS,
  type PredefinedShift,
  shiftMinutes,
} from "../../modules/pipeline/traffic-shift";
import { alarmsOf, mostAlarms, rollbackEvents } from "./alarms";
import { minutes, percent, reads, reject, section, setting } from "./setting";

const predefined = Object.keys(PREDEFINED_SHIFTS) as PredefinedShift[];

const customShift = z.strictObject({
  type: setting(
    z.enum(["linear", "canary"]),
    "All steps alike, or one small step and then the rest.",
    "linear or canary",
  ),
  percent: setting(percent(), "Percent of traffic in a step.", "1 to 99"),
  minutes: setting(
    minutes(1, MAX_SHIFT_MINUTES),
    "Minutes from one step to the next.",
    `1 to ${MAX_SHIFT_MINUTES}`,
  ),
});

const check = z.strictObject({
  path: setting(z.string().regex(/^\//), "Path to ask for.", "a path that begins with /"),
  status: setting(
    z.array(z.int().min(100).max(599)).min(1).default([200]),
    "Answers that pass.",
    "a list of status codes",
  ),
  bodyIncludes: setting(z.string().min(1).optional(), "Text that the body must hold.", "a text"),
  maxLatencyMs: setting(
    z.int().min(1).max(60000).default(2000),
    "Milliseconds until the answer must be whole.",
    "1 to 60000",
  ),
  headers: setting(
    z.record(z.string(), z.string()).default({}),
    "Headers that the answer must bear, and their values.",
    "names and values",
  ),
  json: setting(
    z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
    "Values in a JSON body, by dotted path.",
    "paths such as status or data.version, and values",
  ),
});

/** Three metrics on two target groups: what every deployment group watches. */
const OWN_ALARMS = 6;

/**
 * Lambda gives a function's environment 4 KB in all; the rest is for the other variables.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution
 */
const MOST_CHECK_BYTES = 3500;

const shape = {
  configuration: setting(
    z.union([z.enum(predefined), customShift]).default("ECSLinear10PercentEvery1Minutes"),
    "How traffic is shifted: a configuration of CodeDeploy's, or { type, percent, minutes }.",
    `${predefined.join(", ")}, or { type: "linear" | "canary", percent, minutes }`,
  ),
  terminationWaitMinutes: setting(
    minutes(0, MAX_TERMINATION_WAIT_MINUTES).default(5),
    "Minutes that the original task set is kept after the shift, for an instant rollback.",
    `0 to ${MAX_TERMINATION_WAIT_MINUTES}`,
  ),
  approvalWaitMinutes: setting(
    minutes(0, 2880).default(0),
    "Minutes to wait for a person before traffic shifts, else the release stops; 0 shifts at once.",
    "0 to 2880",
  ),
  rollbackEvents,
  alarms: alarmsOf("tasks", "What stops a release. Each target group has its own three alarms."),
  checks: setting(
    z
      .array(check)
      .max(20)
      .prefault([{ path: "/" }]),
    "What the hook asks of green before a user meets it.",
    "a list of up to 20 checks: { path, status, bodyIncludes, maxLatencyMs, headers, json }",
  ),
  checkRetries: setting(
    z.int().min(0).max(20).default(5),
    "Further attempts for a check that fails.",
    "0 to 20",
  ),
};

export const deployment = section(shape, "How a release is shifted, judged and undone.")
  .superRefine(({ configuration }, context) => {
    if (typeof configuration !== "object" || shiftMinutes(configuration) <= MAX_SHIFT_MINUTES) return;
    reject(context, {
      path: ["configuration"],
      message: `takes ${shiftMinutes(configuration)} minutes to reach 100 percent`,
      allowed: `a shift of at most ${MAX_SHIFT_MINUTES} minutes`,
      remedy: "raise percent or lower minutes",
    });
  }, reads("configuration"))
  .superRefine(...mostAlarms(OWN_ALARMS, "target groups"))
  .superRefine(({ checks }, context) => {
    const bytes = Buffer.byteLength(JSON.stringify(checks));
    if (bytes <= MOST_CHECK_BYTES) return;
    reject(context, {
      path: ["checks"],
      message: `takes ${bytes} bytes of the hook's environment, as JSON with every default filled in`,
      allowed: `at most ${MOST_CHECK_BYTES} bytes`,
      remedy: "name fewer checks, or shorter texts",
    });
  }, reads("checks"));

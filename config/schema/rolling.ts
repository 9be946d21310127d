import * as z from "zod";
import { mostAlarms, rollbackEvents } from "./alarms";
import { fleetOf } from "./fleet";
import { FLEET_ALARMS, fleetAlarms } from "./fleet-deployment";
import { instanceConfiguration, leavesOne } from "./instance-configuration";
import { reads, reject, section, setting } from "./setting";

const loadBalancer = section(
  {
    type: setting(
      z.enum(["application", "network"]).default("application"),
      "What users arrive at: a load balancer for HTTP, or one for TCP.",
      "application or network",
    ),
    healthCheck: setting(
      z.enum(["http", "tcp"]).default("http"),
      "What a health check asks: a page, or whether a connection is taken.",
      "http, or tcp with a network load balancer",
    ),
  },
  "The kind of load balancer.",
).superRefine(
  ({ type, healthCheck }, context) => {
    if (healthCheck === "http" || type === "network") return;
    // @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    reject(context, {
      path: ["healthCheck"],
      message: "is a check that an application load balancer does not know",
      allowed: 'http, or tcp with rolling.loadBalancer.type "network"',
      remedy: 'set it to "http", or rolling.loadBalancer.type to "network"',
    });
  },
  reads("type", "healthCheck"),
);

/**
 * Seconds that the sample's other script of the same event takes of the hour that CodeDeploy's agent gives an event.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
 */
const LONGEST_HOOK = 3600 - 120;

/** Seconds that the script leaves of its time-out, and that its calls of AWS take. */
const MARGIN = 60;

/** Seconds that the script which puts an instance back waits for the load balancer at most. */
const LONGEST_HEALTHY = 80;

const shape = {
  fleet: fleetOf(
    "rolling.fleet",
    { minSize: 3, maxSize: 6, desiredCapacity: 3 },
    {
      message:
        "leaves no room for an instance to come back from standby, if another was started in its place meanwhile",
      allowed: "above desiredCapacity",
    },
    {},
  ),
  loadBalancer,
  configuration: instanceConfiguration(
    "How many instances change at a time: a configuration of CodeDeploy's, or how many serve meanwhile.",
  ),
  trafficControl: setting(
    z.enum(["standby", "codedeploy"]).default("standby"),
    "Who takes an instance out of the load balancer: the scripts of the revision, by standby, or CodeDeploy.",
    "standby or codedeploy",
  ),
  hookTimeoutSeconds: setting(
    z.int().min(60).max(LONGEST_HOOK).default(400),
    "Seconds until the script that takes an instance out is ended.",
    `60 to ${LONGEST_HOOK}, at least ${MARGIN} above drainSeconds`,
  ),
  drainSeconds: setting(
    z.int().min(0).max(3600).default(300),
    "Seconds that requests in flight get to end when an instance leaves.",
    `0 to 3600, at least ${MARGIN} below hookTimeoutSeconds`,
  ),
  rollbackEvents,
  alarms: fleetAlarms(),
};

export const rolling = section(shape, "Instances that are released to in place, a few at a time.")
  .superRefine(...mostAlarms(FLEET_ALARMS, "target group"))
  .superRefine(
    ({ trafficControl, hookTimeoutSeconds, drainSeconds }, context) => {
      if (trafficControl === "codedeploy" || hookTimeoutSeconds >= drainSeconds + MARGIN) return;
      reject(context, {
        path: ["hookTimeoutSeconds"],
        message: `is not ${MARGIN} above rolling.drainSeconds (${drainSeconds}): the script would be ended while requests still end`,
        allowed: `${drainSeconds + MARGIN} to ${LONGEST_HOOK}`,
        remedy:
          drainSeconds + MARGIN > LONGEST_HOOK
            ? `lower drainSeconds to ${LONGEST_HOOK - MARGIN} or less`
            : `set it to ${Math.min(drainSeconds + 100, LONGEST_HOOK)}, or lower drainSeconds`,
      });
    },
    reads("trafficControl", "hookTimeoutSeconds", "drainSeconds"),
  )
  .superRefine(
    ({ trafficControl, fleet: { healthCheck } }, context) => {
      const { intervalSeconds, healthyThreshold } = healthCheck;
      const seconds = intervalSeconds * healthyThreshold;
      if (trafficControl === "codedeploy" || seconds <= LONGEST_HEALTHY) return;
      reject(context, {
        path: ["fleet", "healthCheck", "intervalSeconds"],
        message: `makes an instance healthy after ${seconds} seconds at the soonest, and the script that puts it back waits ${LONGEST_HEALTHY}`,
        allowed: `intervalSeconds times healthyThreshold up to ${LONGEST_HEALTHY} with trafficControl "standby"`,
        remedy: 'lower one of the two, or set rolling.trafficControl to "codedeploy"',
      });
    },
    reads("trafficControl", "fleet.healthCheck.intervalSeconds", "fleet.healthCheck.healthyThreshold"),
  )
  .superRefine(...leavesOne("rolling", "configuration"));

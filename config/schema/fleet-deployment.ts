import { MAX_TERMINATION_WAIT_MINUTES } from "../../modules/pipeline/traffic-shift";
import { alarmsOf, mostAlarms, rollbackEvents } from "./alarms";
import { instanceConfiguration } from "./instance-configuration";
import { minutes, section, setting } from "./setting";

/** The alarms of a fleet's one target group: errors, unhealthy instances, latency. */
export const FLEET_ALARMS = 3;

/** Alarms that stop a release to instances. */
export const fleetAlarms = () =>
  alarmsOf("instances", "What stops a release. The target group has three alarms of its own.");

/** How a fleet is replaced by its copy. */
export const fleetDeployment = section(
  {
    terminationWaitMinutes: setting(
      minutes(0, MAX_TERMINATION_WAIT_MINUTES).default(5),
      "Minutes that the original instances are kept after users were moved, for a quick rollback.",
      `0 to ${MAX_TERMINATION_WAIT_MINUTES}`,
    ),
    approvalWaitMinutes: setting(
      minutes(0, 2880).default(0),
      "Minutes to wait for a person before users are moved, else the release stops; 0 moves them at once.",
      "0 to 2880",
    ),
    configuration: instanceConfiguration(
      "How many instances of the copy change at a time, and get users at a time. It fails, and users stay, once more fail than that leaves.",
    ),
    rollbackEvents,
    alarms: fleetAlarms(),
  },
  "How a release is judged and undone.",
).superRefine(...mostAlarms(FLEET_ALARMS, "target group"));

/** Who has no room in a fleet that CodeDeploy copies. */
export const COPY_ROOM = {
  message:
    "leaves no room in the copy that a release makes: it could not start one instance beside those it begins with",
  allowed: "above desiredCapacity",
} as const;

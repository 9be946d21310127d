import type { Alarms } from "../cloudwatch/model";
import { DeploymentStopped, type StopSwitch } from "./stop";

/**
 * Stops a deployment as soon as one of its group's alarms is in ALARM, also where it is from the start.
 *
 * @returns ends that
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html
 */
export function stopOnAlarms(alarms: Alarms, names: readonly string[], stopper: StopSwitch): () => void {
  const check = (name: string) => {
    if (!names.includes(name) || alarms.state(name)?.value !== "ALARM") return;
    stopper.stop(
      new DeploymentStopped(
        "alarm",
        "ALARM_ACTIVE",
        `One or more alarms have been activated, and the deployment has been stopped. Activated alarms: ${name}`,
      ),
    );
  };
  for (const name of names) check(name);
  return alarms.onChange(({ name }) => check(name));
}

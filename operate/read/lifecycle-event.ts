import type { LifecycleEvent } from "@aws-sdk/client-codedeploy";
import type { DeploymentState } from "./model";

/** A lifecycle event in the model's words. */
export function lifecycleEvent(event: LifecycleEvent): DeploymentState["lifecycleEvents"][number] {
  const { lifecycleEventName: name = "", status = "Unknown", diagnostics, startTime, endTime } = event;
  // A script that ended well has diagnostics too, whose code is Success.
  const isBad = diagnostics?.errorCode !== undefined && diagnostics.errorCode !== "Success";
  const detail = isBad ? diagnostics.message || diagnostics.errorCode : undefined;
  return {
    name,
    status,
    ...(detail && { detail }),
    ...(startTime && { startedAt: startTime.getTime() }),
    ...(endTime && { endedAt: endTime.getTime() }),
  };
}

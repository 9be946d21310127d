import type { DeploymentResult } from "../deployment/parts";
import type { ActionResult } from "./pipeline";

/** What a deploy action says of a deployment that has ended. */
export function ended({ status, reason = "" }: DeploymentResult): ActionResult {
  return status === "Succeeded"
    ? { status }
    : { status: "Failed", reason: `Deployment ${status}: ${reason}` };
}

import { randomBytes } from "node:crypto";

/** An id in CodeDeploy's form, such as `d-1A2B3C4D5`. */
export function deploymentId(): string {
  return `d-${randomBytes(5).toString("hex").toUpperCase().slice(0, 9)}`;
}

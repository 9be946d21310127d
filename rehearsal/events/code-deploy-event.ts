import { createHash } from "node:crypto";
import { ACCOUNT } from "../stack/computed";
import { type AwsEvent, awsEvent, type EventCircumstances } from "./event";

export interface DeploymentChange extends EventCircumstances {
  readonly application: string;
  readonly group: string;
  readonly deploymentId: string;
  readonly state: "START" | "READY" | "SUCCESS" | "FAILURE" | "STOP";
}

/**
 * What CodeDeploy tells EventBridge of a deployment.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-codedeploy.html
 */
export function deploymentEvent(change: DeploymentChange): AwsEvent {
  const { application, group, deploymentId, state, region } = change;
  const arn = `arn:aws:codedeploy:${region}:${ACCOUNT}`;
  return awsEvent(
    "aws.codedeploy",
    "CodeDeploy Deployment State-change Notification",
    change,
    [`${arn}:application:${application}`, `${arn}:deploymentgroup:${application}/${group}`],
    {
      region,
      deploymentId,
      instanceGroupId: groupId(application, group),
      deploymentGroup: group,
      state,
      application,
    },
  );
}

/** Id of a deployment group, in CodeDeploy's form: always the same for the same names. */
export function groupId(application: string, group: string): string {
  const digits = createHash("sha256").update(`${application}/${group}`).digest("hex");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

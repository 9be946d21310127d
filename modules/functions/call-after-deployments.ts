import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import type { Construct } from "constructs";

export interface CallAfterDeploymentsProps {
  /** Name of the rule. */
  readonly name: string;
  readonly description: string;
  readonly application: string;
  readonly deploymentGroup: string;
}

/**
 * Calls a function each time a deployment of a group has ended, in whatever way.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
 */
export function callAfterDeployments(
  scope: Construct,
  called: LambdaFunction,
  { name, description, application, deploymentGroup }: CallAfterDeploymentsProps,
): void {
  const rule = new CloudwatchEventRule(scope, "on-deployment", {
    name,
    description,
    eventPattern: JSON.stringify({
      source: ["aws.codedeploy"],
      "detail-type": ["CodeDeploy Deployment State-change Notification"],
      detail: {
        application: [application],
        deploymentGroup: [deploymentGroup],
        state: ["SUCCESS", "FAILURE", "STOP"],
      },
    }),
  });
  const permission = new LambdaPermission(scope, "events-may-call", {
    functionName: called.functionName,
    action: "lambda:InvokeFunction",
    principal: "events.amazonaws.com",
    sourceArn: rule.arn,
  });
  new CloudwatchEventTarget(scope, "deployment-to-function", {
    rule: rule.name,
    arn: called.arn,
    dependsOn: [permission],
  });
}

import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { Role } from "../security/role";

export interface BakeScheduleProps {
  readonly name: string;
  /** Role that starts the pipeline. */
  readonly role: Role;
  readonly pipelineArn: string;
  /** When, as `cron(…)` or `rate(…)`, in UTC. */
  readonly expression: string;
}

/**
 * Bakes without a push. It starts the pipeline rather than the document: an image alone patches no instance, and what is
 * released on it goes through the same checks as with a push. A rule rather than a schedule of EventBridge Scheduler,
 * because the role that starts the pipeline on a push is all that it needs.
 */
export class BakeSchedule extends Construct {
  constructor(scope: Construct, id: string, { name, role, pipelineArn, expression }: BakeScheduleProps) {
    super(scope, id);
    const rule = new CloudwatchEventRule(this, "rule", {
      name: `${name}-bake`,
      description: `Bakes and releases an image for ${name} without a push`,
      scheduleExpression: expression,
    });
    new CloudwatchEventTarget(this, "to-pipeline", {
      rule: rule.name,
      arn: pipelineArn,
      roleArn: role.arn,
      // The role may start the pipeline already: pushes do so by it.
      dependsOn: role.permissions,
    });
  }
}

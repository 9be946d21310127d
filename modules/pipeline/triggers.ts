import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { ReleaseSetting } from "../app_infra/release-settings";
import type { Role } from "../security/role";
import type { ReleasePipeline } from "./release-pipeline";

export interface TriggersProps {
  readonly name: string;
  readonly role: Role;
  readonly pipeline: ReleasePipeline;
  /** Settings whose new versions are released. */
  readonly settings: readonly ReleaseSetting[];
  /** Pushes in EventBridge's words. @default - the pipeline sees pushes itself */
  readonly pushPattern?: object;
}

/** What starts the pipeline: a push to the branch that it reads, and a change of the task's settings. */
export class Triggers extends Construct {
  constructor(scope: Construct, id: string, props: TriggersProps) {
    super(scope, id);
    const { name, role, pipeline } = props;
    role.allow({ Action: ["codepipeline:StartPipelineExecution"], Resource: [pipeline.arn] });
    const patterns = { push: props.pushPattern, settings: settingsPattern(props.settings) };
    for (const [what, pattern] of Object.entries(patterns)) {
      if (!pattern) continue;
      const rule = new CloudwatchEventRule(this, `on-${what}`, {
        name: `${name}-on-${what}`,
        description: `Starts ${name}'s pipeline`,
        eventPattern: JSON.stringify(pattern),
      });
      new CloudwatchEventTarget(this, `${what}-to-pipeline`, {
        rule: rule.name,
        arn: pipeline.arn,
        roleArn: role.arn,
        dependsOn: role.permissions,
      });
    }
  }
}

/**
 * Only updates: when a parameter is made there is nothing to release yet.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html
 */
function settingsPattern(settings: readonly ReleaseSetting[]): object {
  return {
    source: ["aws.ssm"],
    "detail-type": ["Parameter Store Change"],
    detail: { name: settings.map(({ parameterName }) => parameterName), operation: ["Update"] },
  };
}

import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import { literal } from "../literal";
import { IMAGE_PLACEHOLDER } from "./container";
import type { ReleaseSetting } from "./release-settings";
import { type TaskDefinitionProps, taskDefinition } from "./task-definition";

export interface TaskTemplateProps extends Omit<TaskDefinitionProps, "image"> {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Everything of the task but its image, in one SSM parameter. The build fills the image in, so a setting changed here
 * reaches users by a release like any other change: a new version of the parameter starts the pipeline.
 */
export class TaskTemplate extends Construct {
  public readonly setting: ReleaseSetting;

  constructor(scope: Construct, id: string, props: TaskTemplateProps) {
    super(scope, id);
    const parameter = new SsmParameter(this, "resource", {
      name: `/${props.name}/task-definition`,
      description: `Task definition of ${props.name}, but for its image`,
      type: "String",
      // Above 4 KB a parameter must be of the advanced tier; AWS chooses.
      tier: "Intelligent-Tiering",
      value: JSON.stringify({
        ...taskDefinition({ ...props, image: IMAGE_PLACEHOLDER }),
        tags: Object.entries(props.tags).map(([key, value]) => ({ key, value: literal(value) })),
      }),
    });
    this.setting = {
      variable: "TASK_DEFINITION_TEMPLATE",
      parameterName: parameter.name,
      parameterArn: parameter.arn,
    };
  }
}

import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import { literal } from "../literal";
import type { Role } from "../security/role";
import {
  baseContainer,
  cpuArchitecture,
  IMAGE_PLACEHOLDER,
  type LogDestination,
  type TaskShape,
  TMP_VOLUME,
} from "./container";
import type { ReleaseSetting } from "./release-settings";

export interface TaskTemplateProps {
  readonly name: string;
  /** Family that releases register their revisions in. */
  readonly family: string;
  readonly task: TaskShape;
  readonly taskRole: Role;
  readonly executionRole: Role;
  readonly logs: LogDestination;
  readonly tags: Readonly<Record<string, string>>;
  /** Environment variables. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables from SSM parameters or Secrets Manager: name and ARN. @default - none */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Mount the root read-only; /tmp stays writable. @default true */
  readonly readOnlyRootFilesystem?: boolean;
  /** Seconds from SIGTERM to SIGKILL, 2 to 120. @default 30 */
  readonly stopTimeoutSeconds?: number;
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
      value: JSON.stringify(taskDefinition(props)),
    });
    this.setting = {
      variable: "TASK_DEFINITION_TEMPLATE",
      parameterName: parameter.name,
      parameterArn: parameter.arn,
    };
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
function taskDefinition(props: TaskTemplateProps) {
  const { task, environment = {}, secrets = {} } = props;
  return {
    family: props.family,
    taskRoleArn: props.taskRole.arn,
    executionRoleArn: props.executionRole.arn,
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    cpu: String(task.cpu),
    memory: String(task.memory),
    runtimePlatform: { cpuArchitecture: cpuArchitecture(task.architecture), operatingSystemFamily: "LINUX" },
    containerDefinitions: [
      {
        ...baseContainer(task.port, props.logs),
        image: IMAGE_PLACEHOLDER,
        environment: Object.entries(environment).map(([name, value]) => ({ name, value: literal(value) })),
        secrets: Object.entries(secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
        readonlyRootFilesystem: props.readOnlyRootFilesystem ?? true,
        stopTimeout: props.stopTimeoutSeconds ?? 30,
        // An init process reaps what a shell opened by ECS Exec leaves behind.
        linuxParameters: { initProcessEnabled: true },
      },
    ],
    volumes: [{ name: TMP_VOLUME }],
    tags: Object.entries(props.tags).map(([key, value]) => ({ key, value: literal(value) })),
  };
}

import { literal } from "../literal";
import type { Role } from "../security/role";
import { baseContainer, type LogDestination, platformOf, type TaskShape, TMP_VOLUME } from "./container";
import { ON_FARGATE, type TaskLaunch } from "./launch";

export interface TaskDefinitionProps {
  /** Family that releases register their revisions in. */
  readonly family: string;
  readonly task: TaskShape;
  readonly taskRole: Role;
  readonly executionRole: Role;
  readonly logs: LogDestination;
  /** Image of the container, or what a release replaces by one. */
  readonly image: string;
  /** @default - on Fargate */
  readonly launch?: TaskLaunch;
  /** ARN of the secret that a private registry is logged in to with. @default - none: it is ECR, or public */
  readonly registryCredentialsArn?: string;
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
 * Everything that AWS is told of the application's tasks.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export function taskDefinition(props: TaskDefinitionProps) {
  const { task, launch = ON_FARGATE, environment = {}, secrets = {}, registryCredentialsArn } = props;
  return {
    family: props.family,
    taskRoleArn: props.taskRole.arn,
    executionRoleArn: props.executionRole.arn,
    networkMode: launch.networkMode,
    requiresCompatibilities: [launch.compatibility],
    cpu: String(task.cpu),
    memory: String(task.memory),
    runtimePlatform: platformOf(task),
    containerDefinitions: [
      {
        ...baseContainer(task.port, props.logs, launch.hostPort),
        image: props.image,
        repositoryCredentials: registryCredentialsArn && { credentialsParameter: registryCredentialsArn },
        environment: Object.entries(environment).map(([name, value]) => ({ name, value: literal(value) })),
        secrets: Object.entries(secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
        readonlyRootFilesystem: props.readOnlyRootFilesystem ?? true,
        stopTimeout: props.stopTimeoutSeconds ?? 30,
        // An init process reaps what a shell opened by ECS Exec leaves behind.
        linuxParameters: { initProcessEnabled: true },
      },
    ],
    volumes: [{ name: TMP_VOLUME }],
  };
}

import { AwsError } from "../../aws/actions";
import type { RollingModel, ServiceModel } from "../../stack/model";
import type { ContainerDefinition, TaskDefinition } from "../../tasks/model";
import { containerOf } from "../revision";
import { needsOf } from "./needs";
import { newRollout, type Rollout } from "./rollout";
import type { ReleaseState } from "./state";

/** Whose call it is, and what users of it are served. */
export interface Caller {
  readonly release: string;
  readonly version: string;
}

/** A revision that a service is to run. */
export interface DeployedRevision {
  readonly arn: string;
  readonly definition: TaskDefinition;
}

export interface NextRolloutProps {
  readonly model: Pick<RollingModel, "placeholder">;
  readonly service: ServiceModel;
  /** Versions that users may meet. */
  readonly versions: readonly string[];
  /** What is put back by it. @default - nothing: it is a release */
  readonly back?: ReleaseState["before"];
  readonly now: number;
}

/**
 * The deployment of a revision to a service.
 *
 * @throws AwsError where the revision does not fit the service's load balancer
 */
export function nextRollout(
  { arn, definition }: DeployedRevision,
  caller: Caller,
  { back, model, now, service, versions }: NextRolloutProps,
): Rollout {
  const { containerPort, desiredCount, targetGroup } = service;
  const container = reachedContainer(definition, service);
  // A commit that is released again is told apart from itself.
  const version = versions.includes(caller.version)
    ? `${caller.version}-${definition.revision}`
    : caller.version;
  return newRollout(
    {
      taskDefinition: arn,
      needs: needsOf(definition),
      taskSet: {
        targetGroup,
        version: back?.version ?? version,
        release: arn === model.placeholder ? undefined : (back ?? caller).release,
        container,
        containerPort,
        desired: desiredCount,
        task: { cpu: definition.cpu, memory: definition.memory },
      },
    },
    now,
  );
}

function reachedContainer(
  taskDefinition: TaskDefinition,
  { containerName, containerPort }: ServiceModel,
): ContainerDefinition {
  try {
    return containerOf({ taskDefinition, containerName, containerPort, hooks: {} });
  } catch (error) {
    const [, code = "", message = ""] = /^(\w+): (.*)$/s.exec((error as Error).message) ?? [];
    throw new AwsError(code, message);
  }
}

import type { Service } from "@aws-sdk/client-ecs";
import type { Operator } from "../operator";
import { alarmStates } from "../read/alarms";
import { currentDeployment, deploymentOf, goodDeployment } from "../read/deployments";
import { recentExecutions } from "../read/executions";
import { heldStages } from "../read/held-stages";
import {
  type AlarmState,
  type DeploymentState,
  type Execution,
  goesOn,
  type HeldStage,
  isGoing,
  type TargetHealth,
  type Version,
} from "../read/model";
import { readService } from "../read/service";
import { targetHealth } from "../read/targets";
import { liveTaskDefinition, versionOf } from "../read/versions";

/** All that AWS says of a system at one moment. */
export interface Snapshot {
  readonly system: Operator["system"];
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly service?: Service;
  /** The deployment that goes on, else the last one. */
  readonly deployment?: DeploymentState;
  /** The last one that went well. */
  readonly good?: DeploymentState;
  /** That of the last execution that has ended. */
  readonly ended?: DeploymentState;
  /** The newest first, and only so many. */
  readonly executions: readonly Execution[];
  readonly held: readonly HeldStage[];
  readonly version?: Version;
  readonly alarms: readonly AlarmState[];
  readonly targets: readonly TargetHealth[];
}

/** Executions that are looked at beside those that go on: among them is the last that has ended. */
const EXECUTIONS = 5;

/** Asks AWS for everything that a status is made of. */
export async function takeSnapshot(operator: Operator): Promise<Snapshot> {
  const { system, clock } = operator;
  const [running, executions, held, alarms, targets] = await Promise.all([
    whatRuns(operator),
    recentExecutions(operator, EXECUTIONS),
    heldStages(operator),
    alarmStates(operator),
    targetHealth(operator),
  ]);
  const ended = await deploymentOfLast(operator, running.deployment, executions);
  return { system, at: clock.now(), ...running, ended, executions, held, alarms, targets };
}

/** What put users back may be another deployment than the one that failed: the last is asked for by its own id. */
async function deploymentOfLast(
  operator: Operator,
  current: DeploymentState | undefined,
  executions: readonly Execution[],
): Promise<DeploymentState | undefined> {
  const last = executions.find((execution) => !goesOn(execution));
  const id = last?.deployment ?? current?.id;
  if (id === undefined || id === current?.id) return current && !isGoing(current) ? current : undefined;
  return deploymentOf(operator, id);
}

async function whatRuns(
  operator: Operator,
): Promise<Pick<Snapshot, "service" | "deployment" | "good" | "version">> {
  const [service, deployment] = [await readService(operator), await currentDeployment(operator)];
  const good =
    deployment?.status === "Succeeded" ? deployment : deployment && (await goodDeployment(operator));
  const taskDefinition = service && liveTaskDefinition(service, deployment);
  const version = taskDefinition ? await versionOf(operator, taskDefinition) : undefined;
  return { service, deployment, good, version };
}

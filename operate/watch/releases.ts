import type { ExecutionEnded } from "../../deployment-view/events";
import { shortName } from "../../deployment-view/format";
import type { DeploymentView } from "../../deployment-view/view";
import { isAutomatic } from "../read/automatic";
import { beganIn } from "../read/began-in";
import type { DeploymentState, Execution } from "../read/model";
import type { Look } from "./look";
import { SHORT } from "./names";

/** A release as AWS has it: an execution of the pipeline with its deployment, or a deployment that no pipeline started. */
export interface Release {
  readonly id: string;
  readonly commit: string;
  readonly message: string;
  readonly trigger: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** @default - it goes on */
  readonly ended?: ExecutionEnded["status"];
  readonly reason?: string;
  readonly execution?: Execution;
  readonly deployment?: DeploymentState;
}

/** How an execution ended, in the view's words. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecutionSummary.html status */
const ENDED: Readonly<Record<Execution["status"], ExecutionEnded["status"] | undefined>> = {
  InProgress: undefined,
  Stopping: undefined,
  Stopped: "Stopped",
  Cancelled: "Stopped",
  Succeeded: "Succeeded",
  Superseded: "Superseded",
  Failed: "Failed",
};

/** Releases with something to tell, oldest first: those that go on or were told of, the newest, and all that began since. */
export function releasesToTell(view: DeploymentView, look: Look): readonly Release[] {
  const told = new Set(view.releases.map(({ id }) => id));
  const all = releasesOf(look);
  const newest = all.at(-1)?.startedAt ?? 0;
  const since =
    view.releases.length > 0 ? Math.max(...view.releases.map((one) => one.startedAt)) : newest - 1;
  return all.filter(({ id, ended, startedAt }) => told.has(id) || !ended || startedAt > since);
}

function releasesOf(look: Look): Release[] {
  const { executions = [], deployments } = look;
  const own = deployments.filter((one) => !isAutomatic(one) && !isRollback(one));
  const owners = new Map(own.map((deployment) => [deployment, ownerOf(deployment, executions)]));
  const released = executions.map((execution) =>
    ofExecution(
      execution,
      own.findLast((deployment) => owners.get(deployment) === execution),
    ),
  );
  const others = own
    .filter((deployment) => !owners.get(deployment))
    .map((deployment) => ofDeployment(deployment, look));
  return [...released, ...others].sort((one, other) => one.startedAt - other.startedAt);
}

/** What puts back what another deployment changed is part of that one. */
function isRollback({ creator }: DeploymentState): boolean {
  return creator === "codeDeployRollback";
}

/** Which execution a deployment is of: of those that were deploying when it began, the oldest is furthest. */
function ownerOf(deployment: DeploymentState, executions: readonly Execution[]): Execution | undefined {
  return (
    executions.find((execution) => execution.deployment === deployment.id) ??
    executions.findLast((execution) => execution.deployment === undefined && beganIn(execution, deployment))
  );
}

function ofExecution(execution: Execution, deployment: DeploymentState | undefined): Release {
  const { id, commit, message, trigger, startedAt, endedAt, status, stages } = execution;
  const ended = ENDED[status];
  return {
    ...{ id, commit, message, trigger, startedAt, endedAt, ended, execution, deployment },
    reason: ended === "Superseded" ? "A newer execution overtook it" : stages.find(isBroken)?.detail,
  };
}

function isBroken({ status }: Execution["stages"][number]): boolean {
  return status === "Failed" || status === "Stopped";
}

function ofDeployment(deployment: DeploymentState, look: Look): Release {
  const { id, status, detail, createdAt, creator, endedAt, sides, revision } = deployment;
  const { taskDefinition } = sides.find(({ role }) => role === "replacement") ?? {};
  const isOver = status === "Succeeded" || status === "Failed" || status === "Stopped";
  return {
    id,
    commit: taskDefinition ? versionName(taskDefinition, look) : (revision ?? id),
    message: taskDefinition ? `as ${shortName(taskDefinition)}` : "",
    trigger: creator ?? "a deployment without a pipeline",
    startedAt: createdAt,
    endedAt,
    ended: isOver ? status : undefined,
    reason: detail,
    deployment,
  };
}

/** What the users of a release are served. */
export function versionOfRelease({ execution, commit }: Release): string {
  return execution ? commit.slice(0, SHORT) : commit;
}

/** What users of a task definition are served, or the definition's own name; instances have none. */
export function versionName(taskDefinition: string | undefined, { versions }: Look): string {
  if (taskDefinition === undefined) return "before";
  return versions[taskDefinition] ?? shortName(taskDefinition);
}

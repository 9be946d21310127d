import { CallError } from "../../aws/failure";
import { UserError } from "../../config/user-error";
import { shortName } from "../../deployment-view/format";
import type { DeploymentView, ReleaseView } from "../../deployment-view/view";
import type { Operator } from "../operator";
import { alarmStates } from "../read/alarms";
import { currentDeployment, deploymentOf, engineOfSystem } from "../read/deployments";
import { recentExecutions } from "../read/executions";
import {
  type AlarmState,
  type DeploymentState,
  type Execution,
  goesOn,
  isGoing,
  type Version,
} from "../read/model";
import { targetHealth } from "../read/targets";
import { versionOf } from "../read/versions";
import type { Look } from "./look";
import { SHORT } from "./names";

/** Executions that are asked for beside those that go on. */
const EXECUTIONS = 4;

/**
 * Gives what asks AWS how everything is; it remembers what does not change, such as the image of a task definition, and the
 * executions that have ended.
 */
export function looker(operator: Operator): (view: DeploymentView) => Promise<Look> {
  const { clock, system } = operator;
  const versions: Record<string, string> = {};
  const over = new Set<string>();
  let engine: DeploymentState["engine"] | undefined;
  let executions: readonly Execution[] | undefined;
  return async (view) => {
    executions = system.pipeline ? await recentExecutions(operator, EXECUTIONS, executions) : undefined;
    const deployments = await deploymentsOf(operator, view, executions ?? [], over);
    engine ??= deployments[0]?.engine ?? (await engineOfSystem(operator));
    for (const { taskDefinition } of deployments.flatMap(({ sides }) => sides)) {
      if (taskDefinition) versions[taskDefinition] ??= await servedBy(operator, taskDefinition);
    }
    const alarms = await alarmStates(operator);
    const targets = await targetHealth(operator);
    return {
      // A machine whose clock is late does not see things before they have happened.
      at: Math.max(clock.now(), ...momentsOf(executions ?? [], deployments, alarms)),
      system: system.stack,
      engine: engine ?? "codedeploy",
      unit: system.service ? "task" : "instance",
      targetGroups: system.targetGroups.map(({ name }) => name),
      ...{ executions, deployments, alarms, targets, versions },
    };
  };
}

/** Every moment that AWS says something happened at. */
function momentsOf(
  executions: readonly Execution[],
  deployments: readonly DeploymentState[],
  alarms: readonly AlarmState[],
): number[] {
  const parts = [
    ...executions.flatMap((execution) => [execution, ...execution.stages]),
    ...deployments.flatMap((deployment) => [
      deployment,
      { startedAt: deployment.createdAt },
      ...deployment.lifecycleEvents,
    ]),
  ];
  const moments = parts.flatMap(({ startedAt, endedAt }: Timed) => [startedAt ?? 0, endedAt ?? 0]);
  return [...moments, ...alarms.map(({ since }) => since)];
}

interface Timed {
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/**
 * The deployment of the moment, and those of releases that are not told to their end.
 *
 * @param over ids of those that were read after their end, and after the end of what put users back: more of them are added
 */
async function deploymentsOf(
  operator: Operator,
  { releases }: DeploymentView,
  executions: readonly Execution[],
  over: Set<string>,
): Promise<DeploymentState[]> {
  const current = await currentDeployment(operator);
  const settled = releases.filter(
    ({ status, deployment }) => status !== "InProgress" && (!deployment || over.has(deployment.id)),
  );
  const open = releases.filter((release) => !settled.includes(release));
  const has = (some: readonly ReleaseView[], { id }: Execution) => some.some((release) => release.id === id);
  // What had ended before the first that is told began is never told.
  const since = Math.max(...(releases.length > 0 ? releases : executions.slice(0, 1)).map(startOf));
  const isNews = (one: Execution) => goesOn(one) || one.startedAt >= since || has(open, one);
  const started = executions.filter((one) => isNews(one) && !has(settled, one));
  const ids = new Set(
    [...started.map(({ deployment }) => deployment), ...open.map(({ deployment }) => deployment?.id)].filter(
      (id) => id !== undefined && id !== current?.id,
    ),
  );
  const others: DeploymentState[] = [];
  for (const id of ids) if (id) others.push(await deploymentOf(operator, id));
  const all = current ? [current, ...others] : others;
  const going = current && isGoing(current) ? current.id : undefined;
  // CodeDeploy tells what is left of a deployment only once users are back.
  const ended = all.filter((one) => !isGoing(one) && (!going || one.rollback?.deployment !== going));
  for (const { id } of ended) over.add(id);
  return all;
}

function startOf({ startedAt }: Pick<Execution, "startedAt">): number {
  return startedAt;
}

/** What users of a task definition are served. */
async function servedBy(operator: Operator, taskDefinition: string): Promise<string> {
  try {
    return nameOf(await versionOf(operator, taskDefinition));
  } catch (error) {
    const isRefused = error instanceof CallError && error.refusal !== "other";
    if (isRefused || !(error instanceof UserError)) throw error;
    // A task definition may be deleted while its tasks run on.
    return shortName(taskDefinition);
  }
}

/** The commit that an image is of, where its tag says it; else its tag, or digest, or the task definition. */
function nameOf({ tag, digest, taskDefinition }: Version): string {
  if (tag !== undefined) return /^[0-9a-f]{7,64}$/.test(tag) ? tag.slice(0, SHORT) : tag;
  return digest?.replace(/^sha256:/, "").slice(0, SHORT) ?? shortName(taskDefinition);
}

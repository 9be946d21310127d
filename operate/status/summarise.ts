import { backBecause, type DeploymentState, type Execution, goesOn, isGoing, isUndone } from "../read/model";
import { targetGroupOf } from "../read/service";
import { liveSide } from "../read/versions";
import { STATUS_VERSION, type Status } from "./schema";
import type { Snapshot } from "./snapshot";
import { judge } from "./verdict";

/** One object that says it all. */
export function summarise(snapshot: Snapshot): Status {
  const { system, at, deployment, executions, alarms, targets } = snapshot;
  const { name, stack, region, accountId } = system;
  const targetGroup = liveTargetGroup(snapshot);
  const going = deployment && isGoing(deployment) ? deployment : undefined;
  const running = executions.filter(goesOn);
  return {
    version: STATUS_VERSION,
    at: moment(at),
    system: { name, stack, region, accountId },
    verdict: judge(snapshot, targetGroup),
    live: liveOf(snapshot, targetGroup),
    executions: running.map(executionPart),
    deployment: going ? deploymentPart(going) : null,
    waiting: [...running.flatMap(approvalPart), ...(going ? waitingPart(going) : [])],
    held: snapshot.held.map((stage) => ({ ...stage, since: moment(stage.since) })),
    last: lastOf(snapshot),
    alarms: alarms.map((alarm) => ({ ...alarm, since: moment(alarm.since) })),
    targets: targets.map(({ unused = 0, reason, ...health }) => ({
      ...health,
      live: targetGroup === undefined || health.targetGroup === targetGroup,
      unused,
      reason: reason ?? null,
    })),
  };
}

/** The one that most users are sent to; where there is but one, that. */
function liveTargetGroup({ deployment, service, system: { targetGroups } }: Snapshot): string | undefined {
  const going =
    deployment && (isGoing(deployment) || deployment.engine === "native") ? deployment : undefined;
  const only = targetGroups.length === 1 ? targetGroups[0]?.name : undefined;
  return liveSide(going)?.targetGroup ?? (service && targetGroupOf(service)) ?? only;
}

function liveOf(snapshot: Snapshot, targetGroup: string | undefined): Status["live"] {
  const { service, version, good } = snapshot;
  const { desiredCount: desired = 0, runningCount: running = 0, pendingCount: pending = 0 } = service ?? {};
  const since = good && (usersSince(good) ?? good.endedAt);
  return {
    targetGroup: targetGroup ?? null,
    taskDefinition: version?.taskDefinition ?? null,
    group: (service ? undefined : copiedGroup(good)) ?? null,
    revision: good?.revision ?? null,
    image: version?.image ?? null,
    digest: version?.digest ?? null,
    tag: version?.tag ?? null,
    commit: commitOf(snapshot) ?? null,
    pushedAt: momentOrNull(version?.pushedAt),
    since: momentOrNull(since),
    tasks: service ? { desired, running, pending } : null,
  };
}

/** A deployment that copies the Auto Scaling group says which one its instances are in. */
function copiedGroup(good: DeploymentState | undefined): string | undefined {
  return good?.sides.find(({ role, id }) => role === "replacement" && id !== role)?.id;
}

/** When the last users were moved. */
function usersSince({ lifecycleEvents }: DeploymentState): number | undefined {
  return lifecycleEvents.find(({ name }) => name === "AllowTraffic")?.endedAt;
}

/** Of the tag the whole commit, where an execution tells it; on instances that of the execution that released it. */
function commitOf({ version, good, executions }: Snapshot): string | undefined {
  const tag = /^[0-9a-f]{12,}$/.exec(version?.tag ?? "")?.[0];
  if (tag) return executions.find(({ commit }) => commit.startsWith(tag))?.commit ?? tag;
  return executions.find(({ deployment }) => deployment !== undefined && deployment === good?.id)?.commit;
}

function executionPart({
  id,
  commit,
  message,
  trigger,
  stages,
  startedAt,
}: Execution): Status["executions"][number] {
  const stage =
    stages.find(({ status }) => status === "InProgress") ?? stages.find(({ status }) => status === "Pending");
  return { id, commit, message, trigger, stage: stage?.name ?? null, startedAt: moment(startedAt) };
}

function deploymentPart(deployment: DeploymentState): NonNullable<Status["deployment"]> {
  const { id, engine, status, detail, lifecycleEvents, sides, startedAt, createdAt } = deployment;
  return {
    id,
    engine,
    status,
    detail: detail ?? null,
    lifecycleEvent: lifecycleEvents.find((event) => event.status === "InProgress")?.name ?? null,
    share: sides.find(({ role }) => role === "replacement")?.share ?? null,
    startedAt: moment(startedAt ?? createdAt),
    sides: sides.map((side) => ({
      ...side,
      targetGroup: side.targetGroup ?? null,
      group: side.group ?? null,
      taskDefinition: side.taskDefinition ?? null,
    })),
    rollingBack: backBecause(deployment) ?? null,
  };
}

function approvalPart({ approval }: Execution): Status["waiting"] {
  if (!approval) return [];
  return [{ for: "approval", whom: "person", where: approval.stage, minutes: null, until: null }];
}

function waitingPart({ id, waiting }: DeploymentState): Status["waiting"] {
  if (!waiting) return [];
  return [
    {
      for: waiting.for,
      whom: waiting.for === "reroute" ? "person" : "time",
      where: id,
      minutes: waiting.minutes ?? null,
      until: momentOrNull(waiting.until),
    },
  ];
}

/** What ended last: an execution of the pipeline, and its deployment; a deployment alone where there is no pipeline. */
function lastOf({ system, executions, ended }: Snapshot): Status["last"] {
  const execution = executions.find((one) => !goesOn(one));
  if (system.pipeline ? !execution : !ended) return null;
  const status = execution?.status ?? ended?.status;
  const failed = execution?.stages.find((stage) => stage.status === "Failed");
  const stageSays = failed && [failed.name, failed.detail].filter(Boolean).join(": ");
  const why = ended?.rollback?.reason ?? ended?.detail ?? stageSays;
  return {
    execution: execution?.id ?? null,
    deployment: execution?.deployment ?? ended?.id ?? null,
    commit: execution?.commit || null,
    status: END.find((end) => end === status) ?? "Failed",
    reason: status === "Succeeded" ? null : (why ?? null),
    rolledBack: ended !== undefined && isUndone(ended),
    endedAt: momentOrNull(execution?.endedAt ?? ended?.endedAt),
  };
}

const END = ["Succeeded", "Failed", "Stopped", "Superseded", "Cancelled"] as const;

function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function momentOrNull(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : moment(milliseconds);
}

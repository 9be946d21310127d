import {
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  type DeploymentInfo,
  type DeploymentTarget,
  ListDeploymentsCommand,
  type ListDeploymentsCommandInput,
  ListDeploymentTargetsCommand,
} from "@aws-sdk/client-codedeploy";
import { CallError } from "../../aws/failure";
import type { Operator } from "../operator";
import { isAutomatic } from "./automatic";
import { chunks } from "./chunks";
import { deploymentState } from "./code-deploy-state";
import { readDeploymentGroup } from "./deployment-group";
import { readDeployment } from "./deployment-info";
import { Beside } from "./deployments-beside";
import type { DeploymentState } from "./model";

/** What has not ended yet. */
const GOING = ["Created", "Queued", "InProgress", "Baking", "Ready"] as const;

/** Deployments, and targets, of one answer, as CodeDeploy limits them. */
const MOST = 25;

/** The deployment that goes on, else the last one that was tried; none that brings single instances up to date. */
export async function currentCodeDeployment(operator: Operator): Promise<DeploymentState | undefined> {
  const going = await newest(operator, await listed(operator, { includeOnlyStatuses: [...GOING] }));
  const release = going.find(isRelease);
  if (release) return stateOf(operator, release, new Beside(operator));
  return ofGroup(operator, "lastAttemptedDeployment", isRelease);
}

/** The last deployment that went well. */
export async function goodCodeDeployment(operator: Operator): Promise<DeploymentState | undefined> {
  const isMeant = (info: DeploymentInfo) => isRelease(info) && info.status === "Succeeded";
  return ofGroup(operator, "lastSuccessfulDeployment", isMeant);
}

function isRelease(info: DeploymentInfo): boolean {
  return !isAutomatic(info);
}

/**
 * What the group names, where that is meant; else the newest that is.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentGroupInfo.html
 */
async function ofGroup(
  operator: Operator,
  which: "lastAttemptedDeployment" | "lastSuccessfulDeployment",
  isMeant: (info: DeploymentInfo) => boolean,
): Promise<DeploymentState | undefined> {
  const id = (await readDeploymentGroup(operator))[which]?.deploymentId;
  if (id === undefined) return undefined;
  const named = await readDeployment(operator, id);
  const info = isMeant(named) ? named : (await newestInfos(operator, 1, isMeant))[0];
  return info && stateOf(operator, info, new Beside(operator));
}

/** One deployment. @throws UserError where CodeDeploy knows it not */
export async function codeDeploymentOf(operator: Operator, deploymentId: string): Promise<DeploymentState> {
  return stateOf(operator, await readDeployment(operator, deploymentId), new Beside(operator));
}

/** The newest deployments of the group, the newest first, without those that bring single instances up to date. */
export async function recentCodeDeployments(operator: Operator, limit: number): Promise<DeploymentState[]> {
  const infos = await newestInfos(operator, limit, isRelease);
  const states: DeploymentState[] = [];
  const beside = new Beside(operator, infos);
  // One after the other: CodeDeploy throttles an account's calls all together.
  for (const info of infos.slice(0, limit)) states.push(await stateOf(operator, info, beside));
  return states;
}

/** Days that are looked back, ever further; behind the last of them, everything. */
const LOOKS_BACK = [14, 90, 400, Number.POSITIVE_INFINITY];

/**
 * What CodeDeploy says of the newest deployments, the newest first. In which order it lists them it does not say: those of
 * some days are listed whole, and then those of the days before, until there are enough.
 *
 * @param isMeant which of them count, and are told. @default - each
 */
export async function newestInfos(
  operator: Operator,
  enough: number,
  isMeant: (info: DeploymentInfo) => boolean = () => true,
): Promise<DeploymentInfo[]> {
  const now = operator.clock.now();
  const infos: DeploymentInfo[] = [];
  const seen = new Set<string>();
  let end: Date | undefined;
  for (const days of LOOKS_BACK) {
    const start = Number.isFinite(days) ? new Date(now - days * 86_400_000) : undefined;
    const ids = (await listed(operator, { createTimeRange: { start, end } })).filter((id) => !seen.has(id));
    for (const id of ids) seen.add(id);
    infos.push(...(await newest(operator, ids)).filter(isMeant));
    if (infos.length >= enough) break;
    end = start;
  }
  return infos;
}

/** Ids of the group's deployments, however many pages they stand on. */
async function listed(
  { calls, system: { deploymentGroup } }: Operator,
  filter: Pick<ListDeploymentsCommandInput, "includeOnlyStatuses" | "createTimeRange">,
): Promise<string[]> {
  if (!deploymentGroup) return [];
  const send = calls.of("codedeploy", CodeDeployClient);
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await send(
      new ListDeploymentsCommand({
        applicationName: deploymentGroup.application,
        deploymentGroupName: deploymentGroup.group,
        ...filter,
        nextToken,
      }),
    );
    ids.push(...(page.deployments ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return ids;
}

async function newest({ calls }: Operator, ids: readonly string[]): Promise<DeploymentInfo[]> {
  const send = calls.of("codedeploy", CodeDeployClient);
  const infos: DeploymentInfo[] = [];
  for (const deploymentIds of chunks(ids, MOST)) {
    infos.push(...((await send(new BatchGetDeploymentsCommand({ deploymentIds }))).deploymentsInfo ?? []));
  }
  return infos.sort((one, other) => (other.createTime?.getTime() ?? 0) - (one.createTime?.getTime() ?? 0));
}

async function stateOf(operator: Operator, info: DeploymentInfo, beside: Beside): Promise<DeploymentState> {
  const { deploymentId = "", applicationName = "" } = info;
  const targets = await targetsOf(operator, deploymentId);
  const isEcs = info.computePlatform === "ECS" || targets.some(({ ecsTarget }) => ecsTarget);
  const back = info.rollbackInfo?.rollbackDeploymentId;
  return deploymentState(info, targets, {
    taskSets: isEcs ? await beside.taskSets() : [],
    groups: isEcs ? [] : await beside.groups(),
    back: back === undefined ? undefined : await beside.wayBack(back),
    revision: await beside.revision(applicationName, info.revision),
    previous: await beside.revision(applicationName, info.previousRevision),
  });
}

/** Where a deployment goes to: one service, or instances; nothing before it has begun. */
async function targetsOf({ calls }: Operator, deploymentId: string): Promise<DeploymentTarget[]> {
  const send = calls.of("codedeploy", CodeDeployClient);
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await send(new ListDeploymentTargetsCommand({ deploymentId, nextToken })).catch(notStarted);
    ids.push(...(page.targetIds ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  const targets: DeploymentTarget[] = [];
  for (const targetIds of chunks(ids, MOST)) {
    const batch = await send(new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }));
    targets.push(...(batch.deploymentTargets ?? []));
  }
  return targets;
}

function notStarted(error: unknown): { targetIds?: string[]; nextToken?: string } {
  if (error instanceof CallError && error.code === "DeploymentNotStartedException") return {};
  throw error;
}

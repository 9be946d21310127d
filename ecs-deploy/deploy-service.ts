import { type Service, UpdateServiceCommand, type UpdateServiceRequest } from "@aws-sdk/client-ecs";
import { baseOf } from "./base";
import { createDeployment, followCodeDeploy } from "./code-deploy";
import type { Context } from "./context";
import { compareDigests } from "./digest";
import { followNative, newestServiceDeployment } from "./native";
import { deregisterOldRevisions } from "./old-revisions";
import type { DeployOptions, ServiceOptions } from "./options";
import { movedPorts } from "./ports";
import { prepare } from "./prepare";
import { describeTaskDefinition, registerRevision } from "./register";
import { type Release, rollBackAfter } from "./roll-back";
import { followRolling } from "./rolling";
import { describeService, engineOf, loadBalancersOf, primaryOf, taskDefinitionOf } from "./service";
import { sizesOf } from "./sizes";
import { watchStable } from "./stable";
import type { Registrable } from "./task-definition";
import { tasksOf } from "./tasks";

/**
 * Releases to a service: registers a new revision, tells the service to run it, and follows it to its end.
 *
 * @returns what was done, in a line
 */
export async function deployService(
  context: Context,
  { revision, target, dryRun }: DeployOptions & { target: ServiceOptions },
): Promise<string> {
  const service = await describeService(context, target);
  const engine = engineOf(service);
  const runs = taskDefinitionOf(service);
  const current = await describeTaskDefinition(context, runs);
  const family = current.definition.family ?? "";
  const base = target.forcesNewDeployment ? current : await baseOf(context, current, target.usesLatest);
  const prepared = target.forcesNewDeployment
    ? { definition: current.definition, images: [], pinned: [] }
    : await prepare(context, base, current, revision);
  if (dryRun) {
    context.emit({ type: "planned", family: prepared.definition.family ?? family });
    return `dry run: ${target.service} would be released to; nothing was changed`;
  }
  const arn = target.forcesNewDeployment
    ? runs
    : await registerRevision(context, prepared.definition, revision.mustHaveTags);
  const release: Release = { engine, service, target, arn, before: runs };
  await rollBackAfter(context, release, async () => {
    await start(context, release, prepared.definition);
    release.isCompleted = true;
    const { images, pinned } = prepared;
    if (pinned.length > 0) compareDigests(context, await tasksOf(context, target, arn), images, pinned);
    if (target.stableSeconds > 0) await watchStable(context, target, arn, target.stableSeconds);
  });
  if (!target.forcesNewDeployment) {
    await deregisterOldRevisions(context, prepared.definition.family ?? family, revision.maxDefinitions);
  }
  return `${target.service} runs ${arn}`;
}

async function start(context: Context, release: Release, definition: Registrable): Promise<void> {
  const { engine, target, arn, service } = release;
  const { cluster, service: name, waitsForDrain } = target;
  if (engine === "codeDeploy") {
    // With CodeDeploy's controller a service is told of sizes by ECS, and of versions by CodeDeploy alone.
    // @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    const sizes = sizesOf(target, service);
    if (Object.keys(sizes).length > 0) await update(context, release, sizes);
    release.deployment = await createDeployment(context, target, arn, loadBalancersOf(service));
    return followCodeDeploy(context, release.deployment, waitsForDrain);
  }
  release.newestBefore = engine === "native" ? await newestServiceDeployment(context, target) : undefined;
  const ports = engine === "rolling" && !target.forcesNewDeployment ? movedPorts(service, definition) : {};
  release.hasMovedPorts = ports.loadBalancers !== undefined;
  const updated = await update(context, release, {
    ...sizesOf(target, service),
    ...ports,
    ...(target.forcesNewDeployment ? { forceNewDeployment: true } : { taskDefinition: arn }),
  });
  const deployment = primaryOf(updated.deployments)?.id ?? "";
  release.deployment = deployment;
  context.emit({ type: "updated", service: name, cluster, deployment });
  if (engine === "native") {
    return followNative(context, {
      cluster,
      service: name,
      before: release.newestBefore,
      taskDefinition: arn,
      waitsForDrain,
    });
  }
  return followRolling(context, {
    cluster,
    service: name,
    deployment,
    taskDefinition: arn,
    before: release.before,
    waitsForDrain,
    isHealthChecked: (definition.containerDefinitions ?? []).some(({ healthCheck }) => healthCheck),
  });
}

async function update(
  { aws, ledger }: Context,
  { target: { cluster, service }, before }: Release,
  change: Partial<UpdateServiceRequest>,
): Promise<Service> {
  const answer = await aws.ecs(new UpdateServiceCommand({ cluster, service, ...change }));
  const told = change.taskDefinition ? `to run ${change.taskDefinition}` : "to renew its tasks or sizes";
  ledger.note(`the service ${service} was told ${told}, and ECS goes on with it (it ran ${before})`);
  return answer.service ?? {};
}

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createAgent } from "./agent";
import { MachineImages, openBakery, resolveImage } from "./automation";
import { AwsError } from "./aws";
import { deploymentEvent, EventBus, groupId } from "./events";
import { firstInstances } from "./first-instances";
import {
  autoScalingActions,
  ec2Actions,
  LocalFleet,
  loadBalancingActions,
  scalingAlarmActions,
} from "./fleet";
import { described } from "./fleet/actions/described";
import { codeDeployActions, InstanceDeployer } from "./instance-deployment";
import { createInstances, snapshot } from "./instances";
import { deployToInstances } from "./pipeline/deploy-to-instances";
import { invokeAction } from "./pipeline/invoke-action";
import { JobBoard } from "./pipeline/job-board";
import { pipelineActions } from "./pipeline/pipeline-actions";
import type { Platform, PlatformOptions } from "./platform";
import { fleetReading } from "./reading";
import { ACCOUNT } from "./stack/computed";
import { zonesIn } from "./stack/fleet";
import type { FleetSystem } from "./stack/model";

/** Name of the hook that CodeDeploy puts on the groups that it deploys to. */
const LAUNCH_HOOK = "CodeDeploy-managed-automatic-launch-deployment-hook";

/**
 * Instances on this machine: their groups, what bakes their images, and what deploys to them.
 *
 * @throws UserError where instances cannot be kept apart from this machine
 */
export async function openFleet(options: PlatformOptions<FleetSystem>): Promise<Platform> {
  const { system, ground, clock, closers, folder, journal, interrupted, faults, tell, say } = options;
  const { alarms, balancer, endpoint, functions, parameters } = ground;
  const { deployment: model, launchTemplates, region, targetGroups } = system;
  const bucket = system.pipeline.artifactBucket ?? "artifacts";
  const now = () => clock.now();
  const fileSystems = sharedFolders(folder, system.fileSystems);

  const runtime = await createInstances({ ...ground, ...options, endpointUrl: endpoint.url });
  closers.keep(runtime, (one) => one.close());
  const images = new MachineImages({ folder: join(folder, "images"), snapshot, now });
  parameters.isImage = (id) => images.isAvailable(id);
  const image = (template: string) => {
    const id = resolveImage(template, parameters);
    if (id === undefined) throw new AwsError("InvalidAMIID.NotFound", `${template} names no parameter`);
    return { id, ...images.launch(id) };
  };
  const agent = createAgent({ clock });
  if (!interrupted) journal.write({ started: 0, executions: [], done: false });
  const keep = (part: Partial<NonNullable<typeof journal.state>["fleet"]>) =>
    journal.update({ fleet: { ...journal.state?.fleet, ...part } });
  options.opened(runtime.description);

  const fleet: LocalFleet = new LocalFleet({
    clock,
    runtime,
    balancer,
    launchTemplates,
    region,
    folder: join(folder, "instances"),
    image,
    fileSystems,
    version: (instance) => agent.installed(instance)?.version ?? "placeholder",
    fault: (group, id) => deployer.instanceFault(group, id),
    targetFault: (instance) => deployer.targetFault(instance),
    save: (groups) => keep({ groups }),
  });
  closers.keep(fleet, (one) => one.close());
  const events = new EventBus({ rules: system.functionRules, functions, clock, say });
  closers.keep(events, (one) => one.close());
  const deploymentGroupId = groupId(model.application, model.group);
  const deployer: InstanceDeployer = new InstanceDeployer({
    model,
    deploymentGroupId,
    clock,
    fleet,
    balancer,
    agent,
    alarms,
    faults,
    tell,
    say,
    approve: (what, release, signal) => options.approvals.ask(what, release, signal),
    state: interrupted?.fleet?.deployer,
    save: (state) => keep({ deployer: state }),
    onStateChange: (deploymentId, state) =>
      events.deliver(deploymentEvent({ ...model, deploymentId, state, region, at: now() })),
  });
  closers.keep(deployer, (one) => one.close());

  const bakery = openBakery({
    documents: system.documents,
    images,
    runtime,
    clock,
    region,
    folder: join(folder, "bakery"),
    actions: () => endpoint.actions,
    others: () => described(fleet, launchTemplates),
    fault: () => faults.bake(),
    say,
  });
  closers.keep(bakery, (one) => one.close());
  const jobs = new JobBoard();
  endpoint.answers({
    ...autoScalingActions({
      fleet,
      launchTemplates,
      region,
      targetGroups,
      zonesOf: (subnetIds) => zonesIn(system.zones, subnetIds, region),
      launchHook: (group) => (deployer.autoScalingGroups.includes(group) ? LAUNCH_HOOK : undefined),
    }),
    ...scalingAlarmActions(),
    ...loadBalancingActions({ fleet, balancer, targetGroups }),
    ...ec2Actions({ fleet, launchTemplates, image }),
    ...bakery.answers,
    ...codeDeployActions({ model, deployer, deploymentGroupId, bucket, launchHook: LAUNCH_HOOK }),
    ...pipelineActions(system.pipeline, () => options.store.view),
    ...jobs.actions,
  });
  bakery.resume();
  fleet.restore(interrupted?.fleet?.groups ?? []);
  if (!interrupted) deployer.autoScalingGroups = await firstInstances(system, fleet, functions, say);

  const over = closers.keep(new AbortController(), (one) => one.abort());
  return {
    deployer,
    fileSystems,
    reading: (view) => fleetReading({ system, region, accountId: ACCOUNT, view, answers: endpoint.actions }),
    runners: {
      CodeDeploy: deployToInstances({ deployer, pipeline: system.pipeline.name }),
      Lambda: invokeAction({
        pipeline: system.pipeline.name,
        bucket,
        board: jobs,
        functions,
        clock,
        say,
        signal: over.signal,
        dies: (release, name) => faults.flipDies(release) && name.endsWith("-flip-color"),
      }),
    },
  };
}

/** A folder of this machine for each file system. */
function sharedFolders(folder: string, ids: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    ids.map((id) => {
      const shared = join(folder, "file-systems", id);
      mkdirSync(shared, { recursive: true });
      return [id, shared];
    }),
  );
}

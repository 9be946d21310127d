import { EVENTS, type LifecycleEvent } from "../../deployment-view/instance-lifecycle";
import { readyWait } from "../deployment/ready-wait";
import { DeploymentStopped } from "../deployment/stop";
import type { Group, Member } from "../fleet/model";
import { countsOf, percentOf } from "./counts";
import { InstanceDeployment } from "./deployment";
import { isLeaving, takeThrough } from "./instance-run";
import type { Part } from "./parts";
import { Progress } from "./progress";
import type { Sides } from "./sides";

const INSTALL = "install";
const ALLOW = "allow traffic";
const BLOCK = "block traffic";

/** AWS milliseconds that a copy has to come up. */
const PROVISION_LIMIT_MS = 60 * 60_000;

/**
 * A blue/green deployment: the group is copied, its copy gets the new revision and then the users, and takes the group's
 * place.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/welcome.html#welcome-deployment-overview-blue-green
 */
export class BlueGreenDeployment extends InstanceDeployment {
  protected readonly events = EVENTS.blueGreen;

  protected readonly partsInOrder: readonly Part[] = [
    { name: "provision", run: () => this.provision() },
    { name: INSTALL, run: () => this.rollOut(INSTALL, EVENTS.install, this.current.targets) },
    { name: "ready wait", run: () => this.readyWait() },
    { name: ALLOW, run: () => this.rollOut(ALLOW, EVENTS.allow, this.came(INSTALL, "Succeeded")) },
    { name: BLOCK, run: () => this.blockOriginal() },
    {
      name: "termination wait",
      run: () => this.terminationWait(),
    },
    { name: "take over", run: () => this.takeOver() },
  ];

  /** The copy has taken the group's place. */
  protected get isPastReturn(): boolean {
    return this.parts.records.state.autoScalingGroups.includes(this.current.replacement ?? "");
  }

  protected get sides(): Sides {
    const { balancer, model, records } = this.parts;
    const { targetGroup } = model;
    const [original, replacement] = [this.original, this.replacement].map((group) =>
      countsOf(balancer, targetGroup, membersOf(group), group?.settings.desiredCapacity ?? 0),
    );
    const none = { desired: 0, running: 0, healthy: 0 };
    const { targets = {} } = records.find(this.current.id) ?? {};
    const isDone = (id: string, name: LifecycleEvent) =>
      targets[id]?.events.some((event) => event.name === name && event.status === "Succeeded") === true;
    const isMet = (member: Member) => member.targetGroups.has(targetGroup);
    // One that is taken out is met until that is done, and one that is taken in from then on.
    const blue = membersOf(this.original).filter((one) => isMet(one) || !isDone(one.id, "BlockTraffic"));
    const green = membersOf(this.replacement).filter((one) => isMet(one) && isDone(one.id, "AllowTraffic"));
    return {
      original: original ?? none,
      replacement: replacement ?? none,
      share: percentOf(green.length, green.length + blue.length),
    };
  }

  /**
   * Sends users to the original again before anything is taken from them, and removes the copy.
   *
   * AWS's documentation is silent about what becomes of the copy. As users of it tell, it goes where a deployment is rolled
   * back, and is left running, for people to look at and to delete, where it is not: so it is here.
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-availability
   */
  protected async goBack(rollbackId: string): Promise<boolean> {
    const { fleet, model, records } = this.parts;
    const { id, previous, revision } = this.current;
    records.begin(rollbackId, "codeDeployRollback", previous ?? revision, id);
    await this.allowOriginal(rollbackId);
    await Promise.all(
      membersOf(this.replacement).map((member) => fleet.deregister(member.id, model.targetGroup)),
    );
    await fleet.remove(this.current.replacement ?? "");
    records.change(rollbackId, { status: "Succeeded" });
    return true;
  }

  protected async settle(): Promise<void> {}

  /** Takes in again what was taken out; what a script of the application says keeps nobody from it. */
  private async allowOriginal(rollbackId: string): Promise<void> {
    const { closing, fleet, model, records, tell } = this.parts;
    const { previous, release } = this.current;
    const progress = new Progress(release, rollbackId, tell, records, false);
    await Promise.all(
      this.outOf(this.original).map(async ({ id }) => {
        const request = { deploymentId: rollbackId, id, revision: previous, progress, signal: closing };
        if (await takeThrough(this.parts, { ...request, events: EVENTS.allow }))
          fleet.register(id, model.targetGroup);
      }),
    );
  }

  private async provision(): Promise<void> {
    const { clock, fleet } = this.parts;
    const { replacement = "" } = this.current;
    const original = this.original;
    if (!original)
      throw new DeploymentStopped("failure", "NO_INSTANCES", "There is no Auto Scaling group to copy");
    // Its instances are registered by the deployment, not by the group.
    const group =
      this.replacement ?? fleet.create({ ...original.settings, name: replacement, targetGroups: [] });
    const over = new AbortController();
    const ended = AbortSignal.any([this.stopper.signal, over.signal]);
    void clock.after(PROVISION_LIMIT_MS, ended).then(() => over.abort());
    const steady = await group.steady(ended);
    over.abort();
    this.stopper.check();
    if (!steady) {
      throw new DeploymentStopped(
        "failure",
        "TIMEOUT",
        `The instances of ${replacement} did not come up within an hour. ${group.trouble ?? ""}`.trimEnd(),
      );
    }
    const targets = membersOf(group).map(({ id }) => id);
    if (targets.length === 0)
      throw new DeploymentStopped("failure", "NO_INSTANCES", `There are no instances in ${replacement}`);
    this.expect(targets, membersOf(original));
    this.update({ targets });
  }

  /** A copy gets the revision and then the users; from the original they are taken. */
  private expect(copies: readonly string[], originals: readonly Member[]): void {
    const { records } = this.parts;
    const { id } = this.current;
    records.expect(id, copies, "replacement", [...EVENTS.install, ...EVENTS.allow]);
    const blocked = originals.map((member) => member.id);
    records.expect(id, blocked, "original", EVENTS.block);
  }

  private async readyWait(): Promise<void> {
    const { approve, model } = this.parts;
    if (!model.ready) return;
    this.change("Ready");
    await readyWait({
      ready: model.ready,
      approve: (signal) => approve("reroute", this.current.release, signal),
      wait: (minutes, signal) => this.wait("reroute", minutes, signal),
      stopper: this.stopper,
    });
    this.change("InProgress");
  }

  /** The deployment fails where even one of the original instances cannot be taken out. */
  private async blockOriginal(): Promise<void> {
    const { fleet, model } = this.parts;
    const done = this.came(BLOCK, "Succeeded");
    const left = membersOf(this.original).filter(({ targetGroups }) => targetGroups.has(model.targetGroup));
    this.progress.expect(EVENTS.block, left.length + done.length, done.length);
    const failures = await Promise.all(
      left.map(async ({ id }) => {
        const failure = await this.takeOne(id, EVENTS.block, this.current.previous);
        // One that is gone meanwhile takes no requests either.
        if (failure && fleet.memberOf(id)) return failure;
        this.rememberOutcomes(BLOCK, { ...this.current.outcomes[BLOCK], [id]: "Succeeded" });
        return undefined;
      }),
    );
    const failure = failures.find((one) => one !== undefined);
    if (failure) throw new DeploymentStopped("failure", "HEALTH_CONSTRAINTS", failure);
  }

  private terminationWait(): Promise<void> {
    this.parts.records.change(this.current.id, { endsOriginal: true });
    return this.wait("termination", this.parts.model.terminationWaitMinutes);
  }

  private async takeOver(): Promise<void> {
    const { fleet, records, side } = this.parts;
    const { id, original, replacement = "", revision, targets } = this.current;
    const group = this.replacement;
    if (group && !this.isPastReturn) {
      // Else the group would send users to an instance that was launched meanwhile, and has no revision.
      await side.updateOutdated(group, revision, targets);
      this.stopper.check();
      // Together: whatever is launched into the copy from now on gets the new revision.
      records.update({ autoScalingGroups: [replacement], lastSuccessful: id });
    }
    // Users do not meet those that failed, as CodeDeploy itself registers whom it moves users to. As users of it tell, they
    // stay in the group: https://github.com/aws-samples/aws-codedeploy-samples/issues/80
    const served = this.came(ALLOW, "Succeeded");
    const failed = targets.filter((target) => !served.includes(target));
    group?.update(
      { targetGroups: this.original?.settings.targetGroups ?? group.settings.targetGroups },
      failed,
    );
    await fleet.remove(original);
  }

  private get original(): Group | undefined {
    return this.parts.fleet.find(this.current.original);
  }

  private get replacement(): Group | undefined {
    return this.parts.fleet.find(this.current.replacement ?? "");
  }

  /** Instances in service that get no requests. */
  private outOf(group: Group | undefined): readonly Member[] {
    const { targetGroup } = this.parts.model;
    return membersOf(group).filter(
      ({ state, targetGroups }) => state === "InService" && !targetGroups.has(targetGroup),
    );
  }
}

function membersOf(group: Group | undefined): readonly Member[] {
  return (group?.members ?? []).filter((member) => !isLeaving(member));
}

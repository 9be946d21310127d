import { EVENTS } from "../../deployment-view/instance-lifecycle";
import { DeploymentStopped } from "../deployment/stop";
import type { Member } from "../fleet/model";
import { countsOf, percentOf } from "./counts";
import { InstanceDeployment } from "./deployment";
import { isLeaving } from "./instance-run";
import type { Part } from "./parts";
import type { Sides } from "./sides";

const DEPLOY = "deploy";
const ROLL_BACK = "roll back";

/**
 * An in-place deployment: the instances of the group are brought to the new revision where they are, some at a time.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/welcome.html#welcome-deployment-overview-in-place
 */
export class InPlaceDeployment extends InstanceDeployment {
  protected readonly events = EVENTS.inPlace;

  protected readonly partsInOrder: readonly Part[] = [
    { name: "targets", run: async () => this.findTargets() },
    { name: DEPLOY, run: () => this.rollOut(DEPLOY, this.taken, this.current.targets) },
  ];

  protected readonly isPastReturn = false;

  protected get sides(): Sides {
    const { balancer, model } = this.parts;
    const members = this.members;
    const updated = new Set(this.came(DEPLOY, "Succeeded"));
    for (const id of this.came(ROLL_BACK, "Succeeded")) updated.delete(id);
    const [fresh, old] = [true, false].map((is) => members.filter(({ id }) => updated.has(id) === is));
    return {
      original: countsOf(balancer, model.targetGroup, old ?? [], old?.length ?? 0),
      replacement: countsOf(balancer, model.targetGroup, fresh ?? [], members.length),
      share: percentOf(fresh?.length ?? 0, members.length),
    };
  }

  /**
   * CodeDeploy deploys the last good revision anew, to the instances that were touched.
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html
   */
  protected async goBack(rollbackId: string): Promise<boolean> {
    const { records, side } = this.parts;
    const { id, outcomes, previous } = this.current;
    const members = this.members.filter(({ death }) => death === undefined).map((member) => member.id);
    const touched = Object.keys(outcomes[DEPLOY] ?? {}).filter((one) => members.includes(one));
    // There is nothing good to go back to after a first release that failed.
    if (!previous) return false;
    const isBack = await side.deploy({
      id: rollbackId,
      creator: "codeDeployRollback",
      revision: previous,
      targets: touched,
      unhealthy: touched.filter((one) => outcomes[DEPLOY]?.[one] !== "Succeeded"),
      total: members.length,
      events: this.taken,
      outcomes: outcomes[ROLL_BACK],
      remember: (changed) => this.rememberOutcomes(ROLL_BACK, changed),
      rollsBack: id,
    });
    if (isBack) records.update({ lastSuccessful: rollbackId });
    return isBack;
  }

  protected async settle(): Promise<void> {
    const { fleet, side } = this.parts;
    const group = fleet.find(this.current.original);
    const { revision, targets } = this.current;
    if (group) await side.updateOutdated(group, revision, targets);
  }

  /** Traffic is CodeDeploy's business only where the deployment group says so. */
  private get taken() {
    return this.parts.model.trafficControl ? EVENTS.inPlace : EVENTS.install;
  }

  private findTargets(): void {
    const { agent, records } = this.parts;
    const { revision } = this.current;
    // Those that are just launched are the launch hook's.
    const members = this.members.filter(({ state }) => state !== "Pending" && state !== "Pending:Wait");
    if (members.length === 0)
      throw new DeploymentStopped(
        "failure",
        "NO_INSTANCES",
        "No instances were found in the deployment group",
      );
    const ids = members.map(({ id }) => id);
    const isCurrent = ({ instance }: Member) => instance && agent.installed(instance)?.key === revision.key;
    // https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-health.html#instances-health-status
    const order = [...members.filter((one) => !isCurrent(one)), ...members.filter(isCurrent)];
    const targets = order.map(({ id }) => id);
    records.expect(this.current.id, targets, "replacement", this.taken);
    this.update({
      targets,
      unhealthy: records.state.unhealthy.filter((id) => ids.includes(id)),
    });
  }

  private get members(): readonly Member[] {
    const group = this.parts.fleet.find(this.current.original);
    return (group?.members ?? []).filter((member) => !isLeaving(member));
  }
}

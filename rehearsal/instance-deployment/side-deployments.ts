import { EVENTS, type LifecycleEvent } from "../../deployment-view/instance-lifecycle";
import type { RevisionBundle } from "../agent/model";
import { deploymentId } from "../deployment/deployment-id";
import { asStopped, StopSwitch } from "../deployment/stop";
import type { Group } from "../fleet/model";
import type { Instance } from "../instances/model";
import type { Tell } from "../tell";
import { isLeaving, type RunParts, takeThrough } from "./instance-run";
import type { Creator, Outcomes } from "./model";
import { Progress } from "./progress";
import type { Records } from "./records";
import { Rollout } from "./rollout";

export interface SideDeploymentsProps extends RunParts {
  readonly records: Records;
  readonly tell: Tell;
  /** Aborted once the whole rehearsal ends. */
  readonly closing: AbortSignal;
}

export interface SideDeployment {
  readonly id?: string;
  readonly creator: Creator;
  readonly revision: RevisionBundle;
  readonly targets: readonly string[];
  readonly unhealthy?: readonly string[];
  /** Instances that the minimum is a share of. @default - the targets */
  readonly total?: number;
  readonly events: readonly LifecycleEvent[];
  /** How far it had come before a kill. */
  readonly outcomes?: Outcomes;
  readonly remember?: (outcomes: Outcomes) => void;
  readonly rollsBack?: string;
}

/** AWS milliseconds that a launch that is under way has, before what is out of date is looked for. */
const LAUNCH_LIMIT_MS = 60 * 60_000;
const LOOK_MS = 2000;

/** Deployments that CodeDeploy makes by itself, beside those of a release. */
export class SideDeployments {
  constructor(private readonly props: SideDeploymentsProps) {}

  /**
   * What CodeDeploy's lifecycle hook does with a new instance: the last revision that was deployed with success is
   * installed, not one that is just being deployed.
   *
   * @returns whether the instance may serve
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html#integrations-aws-auto-scaling-behaviors-hook-usage
   */
  public async onLaunch({ settings }: Group, { id }: Instance): Promise<boolean> {
    const { records } = this.props;
    const revision = records.lastRevision;
    // A copy has no hook until its deployment has succeeded.
    if (!revision || !records.state.autoScalingGroups.includes(settings.name)) return true;
    return this.deploy({ creator: "autoscaling", revision, targets: [id], events: EVENTS.install });
  }

  /**
   * Brings instances up to date that were launched while a revision was deployed, and so have the one before. One that was
   * deployed to, and failed, is left as it is.
   *
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html#integrations-aws-auto-scaling-behaviors-mixed-environment
   */
  public async updateOutdated(
    group: Group,
    revision: RevisionBundle,
    deployedTo: readonly string[],
  ): Promise<void> {
    const { agent, clock, closing, model } = this.props;
    if (!model.updatesOutdated) return;
    const ends = clock.now() + LAUNCH_LIMIT_MS;
    while (isLaunching(group) && clock.now() < ends && !closing.aborted) await clock.after(LOOK_MS, closing);
    const outdated = group.members.filter(
      (member) =>
        member.instance &&
        !isLeaving(member) &&
        !deployedTo.includes(member.id) &&
        agent.installed(member.instance)?.key !== revision.key,
    );
    const targets = outdated.map(({ id }) => id);
    if (targets.length === 0 || closing.aborted) return;
    const events = model.trafficControl ? EVENTS.inPlace : EVENTS.install;
    const total = group.members.length;
    await this.deploy({ creator: "CodeDeployAutoUpdate", revision, targets, total, events });
  }

  /** @returns whether it succeeded */
  public async deploy(request: SideDeployment): Promise<boolean> {
    const { closing, model, records, say, tell } = this.props;
    const { creator, events, id = deploymentId(), revision, rollsBack, targets } = request;
    records.begin(id, creator, revision, rollsBack);
    records.expect(id, targets, "replacement", events);
    say(
      `deployment ${id}`,
      `${creator} deploys ${revision.version} to ${targets.join(", ") || "no instance"}`,
    );
    const stopper = new StopSwitch();
    const stop = () => stopper.stop(asStopped(new Error("The rehearsal has ended")));
    if (closing.aborted) stop();
    closing.addEventListener("abort", stop, { once: true });
    const progress = new Progress("", id, tell, records, false);
    try {
      await new Rollout({
        targets,
        unhealthy: request.unhealthy ?? [],
        total: request.total,
        minimumHealthy: model.minimumHealthy,
        outcomes: request.outcomes ?? {},
        remember: (outcomes) => {
          records.outcomes(id, outcomes);
          request.remember?.(outcomes);
        },
        run: (target) =>
          takeThrough(this.props, {
            deploymentId: id,
            id: target,
            events,
            revision,
            progress,
            signal: stopper.signal,
          }),
        stopper,
      }).run();
      records.change(id, { status: "Succeeded" });
      return true;
    } catch (error) {
      const { code, message } = asStopped(error);
      say(`deployment ${id}`, `Failed: ${code}: ${message}`);
      records.change(id, { status: "Failed", error: { code, message } });
      return false;
    } finally {
      closing.removeEventListener("abort", stop);
    }
  }
}

function isLaunching({ members }: Group): boolean {
  return members.some(({ state }) => state === "Pending" || state === "Pending:Wait");
}

import type { Instance } from "../instances/model";
import type { ActivityLog } from "./activity-log";
import { GroupMember, type MemberParts } from "./member";
import type { Activity, GroupSettings, MemberState } from "./model";
import type { Process } from "./processes";

export interface LifeParts extends MemberParts {
  readonly log: ActivityLog;
  readonly settings: () => GroupSettings;
  readonly suspended: ReadonlySet<Process>;
  /** @throws Error that says why an instance does not come up */
  readonly boot: (settings: GroupSettings, member: GroupMember) => Promise<Instance>;
  /** @returns whether it may serve */
  readonly onLaunch: (instance: Instance) => Promise<boolean>;
  /** Told of each instance that is gone. */
  readonly terminated: (id: string) => void;
  /** Aborted once nothing counts any more. */
  readonly ended: AbortSignal;
}

/** AWS milliseconds until a launch that failed is tried again: doubled each time. */
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/** What the instances of a group go through. @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html */
export class Life {
  public readonly members = new Map<string, GroupMember>();
  /** What went wrong with the last launch, if it was not done since. */
  public trouble: string | undefined;
  private pauseMs = FIRST_PAUSE_MS;
  private pausedUntil = 0;

  constructor(private readonly parts: LifeParts) {}

  /** Whether an instance may be launched now: not at once after a launch that failed. */
  public get mayLaunch(): boolean {
    return !this.parts.suspended.has("Launch") && this.parts.clock.now() >= this.pausedUntil;
  }

  public launch(zone: string, causes: readonly string[]): void {
    const { clock, log } = this.parts;
    const member = new GroupMember(GroupMember.newId(), zone, clock.now(), this.parts);
    this.members.set(member.id, member);
    void this.bringUp(member, log.begin(`Launching a new EC2 instance: ${member.id}`, causes));
  }

  /** Goes on with an instance that a rehearsal which was killed has left. */
  public restore({ id, zone, launchedAt, state, targetGroups }: MemberState): void {
    const isOut = state === "EnteringStandby" || state === "Standby";
    const member = new GroupMember(id, zone, launchedAt, this.parts, isOut ? "Standby" : "Pending");
    this.members.set(id, member);
    if (state === "InService" || isOut) void this.revive(member, isOut, targetGroups);
    else void this.bringUp(member);
  }

  /** Puts an instance into service, registered wherever the group is. */
  public serve(member: GroupMember, activity?: Activity): void {
    if (member.state !== "Pending" && member.state !== "Pending:Wait") return;
    if (activity) this.parts.log.end(activity, "Successful");
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
    if (!this.parts.suspended.has("AddToLoadBalancer"))
      for (const targetGroup of this.parts.settings().targetGroups) member.register(targetGroup);
    member.become("InService");
  }

  /** Takes it out of the load balancer, lets its requests end, and ends it. */
  public terminate(member: GroupMember, causes: readonly string[]): Promise<void> {
    member.gone ??= this.takeOut(member, causes);
    return member.gone;
  }

  private async revive(member: GroupMember, isOut: boolean, targetGroups: readonly string[]): Promise<void> {
    if (!(await this.boot(member))) member.death = this.trouble ?? "it does not boot";
    if (isOut) return;
    for (const name of targetGroups) member.register(name);
    if (!member.gone) member.become("InService");
  }

  /** From its boot until it serves, or is given up. */
  private async bringUp(member: GroupMember, activity?: Activity): Promise<void> {
    const { ended, log, onLaunch } = this.parts;
    const end = (status: Activity["status"], message?: string) =>
      activity && log.end(activity, status, message);
    const isLeft = () => member.gone !== undefined || ended.aborted;
    const instance = await this.boot(member);
    if (!instance && !isLeft()) {
      end("Failed", this.trouble);
      this.members.delete(member.id);
      this.rest();
      member.become("Terminated");
      return;
    }
    if (instance && !isLeft()) member.become("Pending:Wait");
    const goesOn = instance !== undefined && !isLeft() && (await onLaunch(instance));
    if (isLeft()) {
      end("Cancelled");
    } else if (goesOn) {
      this.pauseMs = FIRST_PAUSE_MS;
      this.trouble = undefined;
      this.serve(member, activity);
    } else {
      this.abandon(member, end);
    }
  }

  /** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html */
  private abandon(member: GroupMember, end: (status: Activity["status"], message: string) => unknown): void {
    this.trouble =
      "Instance failed to complete user's Lifecycle Action: Lifecycle Action Completed with ABANDON Result";
    end("Cancelled", this.trouble);
    this.rest();
    const cause = "an instance was taken out of service in response to a launch failure.";
    void this.terminate(member, [this.parts.log.at(cause)]);
  }

  private boot(member: GroupMember): Promise<Instance | undefined> {
    const booting = this.parts.boot(this.parts.settings(), member).then(
      (instance) => {
        member.instance = instance;
        void instance.died.then((reason) => this.noticeDeath(member, reason));
        return instance;
      },
      (error: Error) => {
        this.trouble = `${error.message.replace(/\.?$/, ".")} Launching EC2 instance failed.`;
        return undefined;
      },
    );
    member.booted = booting;
    return booting;
  }

  private noticeDeath(member: GroupMember, reason: string): void {
    if (member.gone || this.parts.ended.aborted) return;
    member.death = reason;
    this.parts.changed();
  }

  private async takeOut(member: GroupMember, causes: readonly string[]): Promise<void> {
    const { log, terminated } = this.parts;
    const activity = log.begin(`Terminating EC2 instance: ${member.id}`, causes);
    member.become("Terminating");
    await member.deregisterAll();
    await member.end();
    log.end(activity, "Successful");
    this.members.delete(member.id);
    terminated(member.id);
    member.become("Terminated");
  }

  private rest(): void {
    this.pausedUntil = this.parts.clock.now() + this.pauseMs;
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

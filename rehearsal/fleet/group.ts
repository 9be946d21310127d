import { setMaxListeners } from "node:events";
import type { Instance } from "../instances/model";
import { ActivityLog } from "./activity-log";
import { Capacity } from "./capacity";
import { Life, type LifeParts } from "./life";
import type { GroupMember } from "./member";
import type { Activity, Group, GroupChanges, GroupSettings, GroupState, ScalingPolicy } from "./model";
import { type Process, processesNamed } from "./processes";
import { resized } from "./sizes";
import { type Crossing, enterStandby, exitStandby, type StandbyParts } from "./standby";

export interface GroupParts extends Omit<LifeParts, "log" | "settings" | "suspended" | "ended" | "onLaunch"> {
  /** @returns whether an instance may serve */
  readonly onLaunch: (group: Group, instance: Instance) => Promise<boolean>;
}

/** AWS milliseconds between two looks at what changes by itself. */
const LOOK_MS = 2000;

/** An Auto Scaling group: it has as many instances as desired, whatever becomes of them. */
export class AutoScalingGroup implements Group {
  public readonly createdAt: number;
  public readonly policies: Map<string, ScalingPolicy>;
  private current: GroupSettings;
  private readonly log: ActivityLog;
  private readonly life: Life;
  private readonly stopped = new Set<Process>();
  private readonly listeners = new Set<() => void>();
  private readonly ended = new AbortController();
  private leaving = false;
  private readonly capacity: Capacity;

  constructor(
    private readonly parts: GroupParts,
    state: GroupState,
  ) {
    // Every instance waits by it.
    setMaxListeners(0, this.ended.signal);
    this.current = state.settings;
    this.createdAt = state.createdAt;
    this.policies = new Map(Object.entries(state.policies));
    for (const process of processesNamed(state.suspended)) this.stopped.add(process);
    this.log = new ActivityLog(() => parts.clock.now(), state.activities);
    this.life = new Life({
      ...parts,
      log: this.log,
      settings: () => this.current,
      suspended: this.stopped,
      ended: this.ended.signal,
      onLaunch: (instance) => parts.onLaunch(this, instance),
      changed: () => this.changed(),
    });
    const { life, log } = this;
    this.capacity = new Capacity({
      clock: parts.clock,
      life,
      log,
      suspended: this.stopped,
      settings: () => this.current,
      isOver: () => this.leaving || this.ended.signal.aborted,
    });
    this.capacity.hold(() => {
      for (const member of state.members) this.life.restore(member);
    });
  }

  /** A group that did not exist until now. */
  public static create(parts: GroupParts, settings: GroupSettings): AutoScalingGroup {
    const createdAt = parts.clock.now();
    const empty = { settings, createdAt, suspended: [], policies: {}, members: [], activities: [] };
    const group = new AutoScalingGroup(parts, empty);
    const { desiredCapacity } = settings;
    group.capacity.due(
      `a user request created an AutoScalingGroup changing the desired capacity from 0 to ${desiredCapacity}.`,
    );
    return group;
  }

  public get settings(): GroupSettings {
    return this.current;
  }

  public get members(): readonly GroupMember[] {
    return [...this.life.members.values()];
  }

  public get activities(): readonly Activity[] {
    return this.log.activities;
  }

  public get suspended(): ReadonlySet<string> {
    return this.stopped;
  }

  public get isLeaving(): boolean {
    return this.leaving;
  }

  public get trouble(): string | undefined {
    const ill = this.members.find((member) => member.isUnhealthyIn([...member.targetGroups]));
    return ill ? `${ill.id} fails the health checks of the load balancer` : this.life.trouble;
  }

  public get saved(): GroupState {
    const { settings, createdAt, activities } = this;
    return {
      settings,
      createdAt,
      suspended: [...this.stopped],
      policies: Object.fromEntries(this.policies),
      members: this.members.filter(({ gone }) => !gone).map(({ saved }) => saved),
      activities,
    };
  }

  public onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public update(changes: GroupChanges, outside: readonly string[] = []): void {
    const before = this.current;
    this.current = resized(before, changes);
    const { minSize, maxSize, desiredCapacity } = this.current;
    if (desiredCapacity !== before.desiredCapacity) {
      this.capacity.due(
        `a user request update of AutoScalingGroup constraints to min: ${minSize}, max: ${maxSize}, desired: ` +
          `${desiredCapacity} changing the desired capacity from ${before.desiredCapacity} to ${desiredCapacity}.`,
      );
    }
    this.followTargetGroups(before.targetGroups, outside);
    this.changed();
  }

  public enterStandby(ids: readonly string[], decrement: boolean): readonly Activity[] {
    return this.cross((parts) => enterStandby(parts, ids, decrement));
  }

  public exitStandby(ids: readonly string[]): readonly Activity[] {
    return this.cross((parts) => exitStandby(parts, ids));
  }

  public suspend(processes?: readonly string[]): void {
    for (const process of processesNamed(processes)) this.stopped.add(process);
    this.changed();
  }

  public resume(processes?: readonly string[]): void {
    for (const process of processesNamed(processes)) this.stopped.delete(process);
    this.changed();
  }

  public async steady(signal: AbortSignal): Promise<boolean> {
    const given = AbortSignal.any([signal, this.ended.signal]);
    while (!given.aborted) {
      if (this.isSteady) return true;
      await this.parts.clock.after(LOOK_MS, given);
    }
    return false;
  }

  /** Finds what has died or fallen ill, and replaces it; tries again what failed. */
  public look(): void {
    this.capacity.replaceUnhealthy();
    this.capacity.follow();
  }

  /** Terminates all instances, wherever they are; resolves when they are gone. */
  public async leave(): Promise<void> {
    this.leaving = true;
    const cause = this.log.at("a user request force deleted AutoScalingGroup.");
    await Promise.all(this.members.map((member) => this.life.terminate(member, [cause])));
  }

  /** Ends everything at once: nobody is served any more. */
  public async close(): Promise<void> {
    this.ended.abort();
    await Promise.all(this.members.map((member) => member.end()));
  }

  private get isSteady(): boolean {
    const serving = this.members.filter(({ state }) => state === "InService");
    const isOnTheWay = this.members.some(({ state }) => state === "Pending" || state === "Pending:Wait");
    return (
      !isOnTheWay &&
      serving.length >= this.current.desiredCapacity &&
      serving.every((member) => member.isHealthy)
    );
  }

  /** Registers with new target groups, and takes out of those that are no more. */
  private followTargetGroups(before: readonly string[], outside: readonly string[]): void {
    const { targetGroups } = this.current;
    for (const member of this.members) {
      if (member.state !== "InService") continue;
      const added = outside.includes(member.id) ? [] : targetGroups.filter((name) => !before.includes(name));
      for (const name of added) member.register(name);
      for (const name of before) if (!targetGroups.includes(name)) void member.deregister(name);
    }
  }

  private cross(cross: (parts: StandbyParts) => Crossing): readonly Activity[] {
    const { activities } = this.capacity.hold(() => {
      const { life, log, members } = this;
      const crossing = cross({ settings: this.current, members, log, serve: (...one) => life.serve(...one) });
      this.current = { ...this.current, desiredCapacity: crossing.desiredCapacity };
      return crossing;
    });
    this.changed();
    return activities;
  }

  private changed(): void {
    this.capacity.follow();
    for (const listener of this.listeners) listener();
    this.parts.changed();
  }
}

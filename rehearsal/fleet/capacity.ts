import type { Clock } from "../clock";
import type { ActivityLog } from "./activity-log";
import { healthFailure, replacesUnhealthy } from "./health";
import type { Life } from "./life";
import type { GroupMember } from "./member";
import type { GroupSettings } from "./model";
import { nextZone, selectedForTermination } from "./placement";
import type { Process } from "./processes";

export interface CapacityParts {
  readonly clock: Clock;
  readonly life: Life;
  readonly log: ActivityLog;
  readonly settings: () => GroupSettings;
  readonly suspended: ReadonlySet<Process>;
  /** Whether nothing is launched any more. */
  readonly isOver: () => boolean;
}

const DIFFERENCE = "in response to a difference between desired and actual capacity";

/** Brings the number of instances of a group to what is desired, and replaces those that are unhealthy. */
export class Capacity {
  /** It does not follow while it and the instances are changed together. */
  private isHeld = false;
  /** What the next change is due to, where that is more than a difference. */
  private because: readonly string[] = [];

  constructor(private readonly parts: CapacityParts) {}

  /** Says what the next change is due to. */
  public due(what: string): void {
    this.because = [this.parts.log.at(what)];
  }

  /** Does not follow until something is done. */
  public hold<Result>(change: () => Result): Result {
    const wasHeld = this.isHeld;
    this.isHeld = true;
    try {
      return change();
    } finally {
      this.isHeld = wasHeld;
    }
  }

  public follow(): void {
    const { isOver, life, settings, suspended } = this.parts;
    if (this.isHeld || isOver()) return;
    const counted = [...life.members.values()].filter(({ counts }) => counts);
    const { desiredCapacity } = settings();
    if (counted.length < desiredCapacity && life.mayLaunch) this.grow(counted.length, desiredCapacity);
    if (counted.length > desiredCapacity && !suspended.has("Terminate")) this.shrink(counted);
  }

  /** Finds what has died or fallen ill in service. */
  public replaceUnhealthy(): void {
    for (const member of [...this.parts.life.members.values()])
      if (member.state === "InService") this.examine(member);
  }

  private grow(from: number, to: number): void {
    const { life, log, settings } = this.parts;
    const cause = `an instance was started ${DIFFERENCE}, increasing the capacity from ${from} to ${to}.`;
    const causes = [...this.takeCause(), log.at(cause)];
    this.hold(() => {
      for (let count = from; count < to; count++) {
        const placed = [...life.members.values()].filter(({ gone }) => !gone);
        life.launch(nextZone(settings().zones, placed), causes);
      }
    });
  }

  private shrink(counted: readonly GroupMember[]): void {
    const { life, log, settings } = this.parts;
    const to = settings().desiredCapacity;
    const victims = selectedForTermination(counted, counted.length - to);
    const cause = `an instance was taken out of service ${DIFFERENCE}, shrinking the capacity from ${counted.length} to ${to}.`;
    const selected = victims.map(({ id }) => log.at(`instance ${id} was selected for termination.`));
    const causes = [...this.takeCause(), log.at(cause), ...selected];
    this.hold(() => {
      for (const victim of victims) void life.terminate(victim, causes);
    });
  }

  private examine(member: GroupMember): void {
    const { clock, life, log, settings, suspended } = this.parts;
    if (suspended.has("HealthCheck") && member.health === "Healthy") return;
    const failure = healthFailure(member, settings(), clock.now());
    if (!failure) return;
    member.health = "Unhealthy";
    if (!replacesUnhealthy(suspended)) return;
    this.due("an instance was launched in response to an unhealthy instance needing to be replaced.");
    const cause = log.at(`an instance was taken out of service in response to ${failure}.`);
    void life.terminate(member, [cause]);
  }

  private takeCause(): readonly string[] {
    const { because } = this;
    this.because = [];
    return because;
  }
}

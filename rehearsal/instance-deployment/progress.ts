import type { LifecycleEventStatus } from "../../deployment-view/events";
import type { LifecycleEvent } from "../../deployment-view/instance-lifecycle";
import type { Tell } from "../tell";
import type { Records } from "./records";

/** How a lifecycle event ended on one instance. */
export type EventEnd = "Succeeded" | "Skipped" | "Failed";

/** What all instances together have come to: each lifecycle event is told once for all, and as a line for each instance. */
export class Progress {
  private readonly ends = new Map<string, EventEnd[]>();
  private readonly told = new Map<string, LifecycleEventStatus>();
  private readonly expected = new Map<string, number>();

  constructor(
    private readonly release: string,
    private readonly deployment: string,
    private readonly tell: Tell,
    private readonly records: Pick<Records, "event">,
    /** Whether lifecycle events are told: those of the release's own deployment. */
    private readonly isTold: boolean,
  ) {}

  /** Says how many instances go through some events; some of them may have been through before a kill. */
  public expect(events: readonly LifecycleEvent[], count: number, done = 0): void {
    for (const event of events) {
      this.expected.set(event, count);
      this.ends.set(
        event,
        Array.from({ length: done }, () => "Succeeded" as const),
      );
    }
  }

  public begin(id: string, event: LifecycleEvent): void {
    this.records.event(this.deployment, id, event, { status: "InProgress" });
    if (this.told.get(event) !== "Failed") this.change(event, "InProgress");
  }

  public end(id: string, event: LifecycleEvent, end: EventEnd, detail?: string): void {
    const text = `${id} ${event}: ${end}${detail ? `: ${detail}` : ""}`;
    this.records.event(this.deployment, id, event, { status: end, detail });
    this.tell({ type: "log", source: `deployment ${this.deployment}`, text });
    const ends = [...(this.ends.get(event) ?? []), end];
    this.ends.set(event, ends);
    if (end === "Failed") this.change(event, "Failed", `${id}: ${detail}`);
    else if (ends.length >= (this.expected.get(event) ?? 1) && !ends.includes("Failed"))
      this.change(event, ends.every((one) => one === "Skipped") ? "Skipped" : "Succeeded");
  }

  /** What it has begun, and does not end any more, it did to some instances, or to none. */
  public close(): void {
    for (const [event, status] of this.told) {
      const isDone = this.ends.get(event)?.includes("Succeeded") === true;
      if (status === "InProgress") this.change(event as LifecycleEvent, isDone ? "Succeeded" : "Skipped");
    }
  }

  private change(name: LifecycleEvent, status: LifecycleEventStatus, detail?: string): void {
    if (!this.isTold || this.told.get(name) === status) return;
    this.told.set(name, status);
    this.tell({ type: "lifecycle-event", release: this.release, name, status, detail });
  }
}

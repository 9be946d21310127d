import { randomUUID } from "node:crypto";
import type { Activity } from "./model";

/** Activities that are kept; AWS keeps those of six weeks. */
const LONGEST = 100;

/** What has been done to the instances of a group. @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-verify-scaling-activity.html */
export class ActivityLog {
  private entries: readonly Activity[];

  /** @param entries those of before, newest first */
  constructor(
    private readonly now: () => number,
    entries: readonly Activity[] = [],
  ) {
    this.entries = entries;
  }

  /** Newest first. */
  public get activities(): readonly Activity[] {
    return this.entries;
  }

  /** @param causes sentences, each with its moment in front: see {@link at} */
  public begin(
    description: string,
    causes: readonly string[],
    status: Activity["status"] = "InProgress",
  ): Activity {
    const activity = { id: randomUUID(), at: this.now(), description, cause: causes.join("  "), status };
    this.entries = [activity, ...this.entries].slice(0, LONGEST);
    return activity;
  }

  /** Ends an activity; one that has ended stays as it ended. */
  public end({ id }: Activity, status: Activity["status"], message?: string): void {
    this.entries = this.entries.map((entry) =>
      entry.id === id && entry.endedAt === undefined
        ? { ...entry, status, message, endedAt: this.now() }
        : entry,
    );
  }

  /** A sentence of a cause: what happened, and when. */
  public at(what: string): string {
    return `At ${new Date(this.now()).toISOString().replace(/\.\d+Z$/, "Z")} ${what}`;
  }
}

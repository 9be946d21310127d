import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { ReleaseEvent, ReleaseEventBody } from "../deployment-view/events";
import type { Store } from "../deployment-view/store";
import type { Clock } from "./clock";

/** Tells a store what happens, and keeps it on disk for the case that the rehearsal is killed. */
export class EventLog {
  /** @param file path of the log, a line of JSON for each event */
  constructor(
    private readonly file: string,
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  public readonly tell = (body: ReleaseEventBody): void => {
    const event = { ...body, at: this.clock.now() } as ReleaseEvent;
    this.store.apply(event);
    // What a build or a task prints is in its own log already.
    if (event.type !== "log") appendFileSync(this.file, `${JSON.stringify(event)}\n`);
  };
}

/** Tells a store again what an interrupted rehearsal had told. */
export function replay(file: string, store: Store): void {
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const event = parse(line);
    if (event) store.apply(event);
  }
}

/** The last line may have been cut off. */
function parse(line: string): ReleaseEvent | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

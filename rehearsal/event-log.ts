import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { ReleaseEvent, ReleaseEventBody } from "../deployment-view/events";
import type { Store } from "../deployment-view/store";
import type { Clock } from "./clock";

/** Tells a store what happens, and keeps it on disk for the case that the rehearsal is killed. */
export class EventLog {
  private closed = false;

  /** @param file path of the log, a line of JSON for each event */
  constructor(
    private readonly file: string,
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  public readonly tell = (body: ReleaseEventBody): void => {
    if (this.closed) return;
    const event = { ...body, at: this.clock.now() } as ReleaseEvent;
    this.store.apply(event);
    // What a build or a task prints is in its own log already.
    if (event.type !== "log") appendFileSync(this.file, `${JSON.stringify(event)}\n`);
  };

  /** Tells nothing from now on: what follows is clearing away. */
  public close(): void {
    this.closed = true;
  }
}

/** Tells a store again what an interrupted rehearsal had told. */
export function replay(file: string, store: Store): void {
  if (!existsSync(file)) return;
  const text = readFileSync(file, "utf8");
  // The last line may have been cut off: the next begins after it.
  if (!text.endsWith("\n")) appendFileSync(file, "\n");
  for (const line of text.split("\n")) {
    const event = parse(line);
    if (event) store.apply(event);
  }
}

function parse(line: string): ReleaseEvent | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

import type { Colors } from "picocolors/types";
import type { DeploymentStatus, LifecycleEventStatus, StageStatus } from "../../deployment-view/events";
import type { AlarmView, DeploymentView, ReleaseView } from "../../deployment-view/view";
import { flow, pad, type Span } from "./text";

/** What every part of a screen is drawn from. */
export interface Section {
  readonly view: DeploymentView;
  /** The release that is shown, once there is one. */
  readonly release: ReleaseView | undefined;
  /** AWS milliseconds since the epoch. */
  readonly now: number;
  readonly columns: number;
  readonly colors: Colors;
}

type Status = StageStatus | DeploymentStatus | LifecycleEventStatus | AlarmView["state"];

/** A sign for each of AWS's words, so that a status is told without its colour too. */
export const MARKS: Readonly<
  Record<Status, { text: string; paint: "green" | "red" | "yellow" | "cyan" | "dim" }>
> = {
  Pending: { text: "·", paint: "dim" },
  Created: { text: "·", paint: "dim" },
  Queued: { text: "·", paint: "dim" },
  InProgress: { text: "●", paint: "cyan" },
  Baking: { text: "●", paint: "cyan" },
  Ready: { text: "●", paint: "yellow" },
  Succeeded: { text: "✔", paint: "green" },
  Failed: { text: "✖", paint: "red" },
  Stopped: { text: "■", paint: "red" },
  Superseded: { text: "»", paint: "dim" },
  Skipped: { text: "-", paint: "dim" },
  Unknown: { text: "?", paint: "yellow" },
  OK: { text: "✔", paint: "green" },
  ALARM: { text: "✖", paint: "red" },
  INSUFFICIENT_DATA: { text: "?", paint: "dim" },
};

/** Cells of the words that lines begin with. */
export const LABEL_CELLS = 9;

/** Items behind a word, on as many lines as they need. */
export function labelled(label: string, items: readonly (readonly Span[])[], columns: number): Span[][] {
  const [first = [], ...further] = flow(items, columns, LABEL_CELLS);
  return [[{ text: pad(label, LABEL_CELLS) }, ...first.slice(1)], ...further];
}

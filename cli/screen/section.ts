import type { Colors, Formatter } from "picocolors/types";
import type { DeploymentStatus, LifecycleEventStatus, StageStatus } from "../../deployment-view/events";
import type { AlarmView, DeploymentView, ReleaseView } from "../../deployment-view/view";
import { flow, oneLine, pad, type Span, wrap } from "./text";

/** What every part of a screen is drawn from. */
export interface Section {
  readonly view: DeploymentView;
  /** The release that is shown, once there is one. */
  readonly release: ReleaseView | undefined;
  /** AWS milliseconds since the epoch. */
  readonly now: number;
  readonly columns: number;
  readonly colors: Colors;
  /** What each part of the release that is shown says of why it is not well. */
  readonly said: ReadonlyMap<object, string>;
  /** What is said until something is known. */
  readonly opening: string;
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

/** A text behind a word, whole: why something went wrong is what a screen is read for. */
export function whole(label: string, text: string, columns: number, paint?: Formatter): Span[][] {
  return wrap(oneLine(text), columns - LABEL_CELLS).map((line, index) => [
    { text: pad(index === 0 ? label : "", LABEL_CELLS) },
    paint ? { text: line, paint } : { text: line },
  ]);
}

/** A text with whoever says it before it, whole. */
export function quoted(who: string, text: string, columns: number, paint: Formatter): Span[][] {
  return wrap(`${oneLine(who)}: ${oneLine(text)}`, columns).map((line) => [{ text: line, paint }]);
}

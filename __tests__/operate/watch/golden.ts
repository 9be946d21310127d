import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ReleaseEvent } from "../../../deployment-view/events";
import { createStore } from "../../../deployment-view/store";
import type { DeploymentView } from "../../../deployment-view/view";
import { newsOf } from "../../../operate/watch/news";
import { looker } from "../../../operate/watch/take-look";
import type { Actions } from "../../../rehearsal/aws/actions";
import { readingActions } from "../../../rehearsal/reading";
import { closeStages } from "../../rehearsal/deployment/stage";
import { closeDepots } from "../../rehearsal/instance-deployment/depot";
import { frame } from "./frame";
import { operatorOf } from "./in-process";
import { INSTANCE_PLAYS, PLAYS } from "./plays";
import { ROLLING_PLAYS } from "./plays-rolling";
import { rehearsed } from "./rehearsed";
import { rehearsedOnInstances } from "./rehearsed-on-instances";
import { rehearsedRolling } from "./rehearsed-rolling";
import { isUnseen, knowable } from "./unknowable";

/** Every frame of every release. */
const FILE = join(__dirname, "golden.txt");

/** The views of a release at a moment: as it is rehearsed, and as it is watched. */
interface Frame {
  readonly rehearsal: DeploymentView;
  readonly watched: DeploymentView;
}

/** Releases that were played to their end: all that was told, and what AWS's reading API says at a view of it. */
export interface Rehearsed {
  readonly stack: string;
  readonly events: readonly ReleaseEvent[];
  /** What is answered once so many of the events have happened, of which the view is made. */
  readonly answers: (view: () => DeploymentView, happened: () => number) => Actions;
}

/** Every play, by how it goes. */
export const REHEARSALS: Readonly<Record<string, () => Promise<Rehearsed>>> = {
  ...all(PLAYS, async (play) => {
    const { events, system } = await rehearsed(play);
    return { stack: system.stack, events, answers: (view) => readingActions({ system, view }) };
  }),
  ...all(ROLLING_PLAYS, rehearsedRolling),
  ...all(INSTANCE_PLAYS, rehearsedOnInstances),
};

function all<Play>(plays: Readonly<Record<string, Play>>, rehearse: (play: Play) => Promise<Rehearsed>) {
  return Object.fromEntries(Object.entries(plays).map(([name, play]) => [name, () => rehearse(play)]));
}

const EMPTY = createStore().view;

/** Rehearses a release, and watches AWS's reading API, which answers from the rehearsal, after each moment of it. */
export async function framesOf(name: string): Promise<Frame[]> {
  const rehearse = REHEARSALS[name];
  if (!rehearse) throw new Error(`nobody plays "${name}"`);
  const { events, stack, answers } = await rehearse();
  const [rehearsal, watched] = [createStore(), createStore()];
  const clock = { now: () => rehearsal.view.at, wait: async () => undefined };
  let happened = 0;
  const actions = answers(
    () => rehearsal.view,
    () => happened,
  );
  const operator = await operatorOf(actions, clock, stack);
  const look = looker(operator);
  const frames: Frame[] = [];
  let isNews = false;
  for (const [index, event] of events.entries()) {
    rehearsal.apply(event);
    happened = index + 1;
    isNews ||= !isUnseen(rehearsal.view, event);
    // Between two events of one moment nobody can look.
    if (events[index + 1]?.at === event.at || !isNews) continue;
    isNews = false;
    for (const news of newsOf(watched.view, await look(watched.view))) watched.apply(news);
    frames.push({ rehearsal: rehearsal.view, watched: watched.view });
  }
  return frames.map((one) => ({ rehearsal: knowable(one.rehearsal), watched: knowable(one.watched) }));
}

/** Ends whatever releases were rehearsed on. */
export async function closeAll(): Promise<void> {
  await Promise.all([closeStages(), closeDepots()]);
}

/** All frames of a release, in short. */
export function inShort(views: readonly DeploymentView[]): string {
  return `${views.flatMap((view, index) => frame(views[index - 1] ?? EMPTY, view)).join("\n")}\n`;
}

/** The frames of a release in the golden file. */
export function golden(name: string): string | undefined {
  const [, frames] = readFileSync(FILE, "utf8").split(`# ${name}\n`);
  return frames?.split("\n#")[0];
}

/** Writes the golden file anew. */
export function writeGolden(frames: ReadonlyMap<string, string>): void {
  writeFileSync(FILE, [...frames].map(([name, text]) => `# ${name}\n${text}`).join("\n"));
}

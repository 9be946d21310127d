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
import { type Play, rehearsed } from "./rehearsed";
import { type InstancePlay, rehearsedOnInstances } from "./rehearsed-on-instances";
import { knowable } from "./unknowable";

/** Every frame of every release. */
const FILE = join(__dirname, "golden.txt");

/** The views of a release at a moment: as it is rehearsed, and as it is watched. */
interface Frame {
  readonly rehearsal: DeploymentView;
  readonly watched: DeploymentView;
}

const EMPTY = createStore().view;

/** A release that was rehearsed. */
export interface Rehearsed {
  readonly events: readonly ReleaseEvent[];
  /** AWS's reading API as it answers once so many of the events have happened. */
  readonly answers: (view: () => DeploymentView, happened: () => number) => Actions;
}

/** Rehearses a release, and watches AWS's reading API, which answers from the rehearsal, after each moment of it. */
export async function framesOf(play: Play | InstancePlay): Promise<Frame[]> {
  const { events, answers } = await ("fleet" in play ? rehearsedOnInstances(play) : serviceRehearsed(play));
  const [rehearsal, watched] = [createStore(), createStore()];
  let happened = 0;
  const actions = answers(
    () => rehearsal.view,
    () => happened,
  );
  const operator = await operatorOf(actions, { now: () => rehearsal.view.at, wait: async () => undefined });
  const look = looker(operator);
  const frames: Frame[] = [];
  for (const [index, event] of events.entries()) {
    rehearsal.apply(event);
    happened = index + 1;
    // Between two events of one moment nobody can look.
    if (events[index + 1]?.at === event.at) continue;
    for (const news of newsOf(watched.view, await look(watched.view))) watched.apply(news);
    frames.push({ rehearsal: rehearsal.view, watched: watched.view });
  }
  return frames.map((one) => ({ rehearsal: knowable(one.rehearsal), watched: knowable(one.watched) }));
}

async function serviceRehearsed(play: Play): Promise<Rehearsed> {
  const { events, system } = await rehearsed(play);
  return { events, answers: (view) => readingActions({ system, view }) };
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

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createStore } from "../../../deployment-view/store";
import type { DeploymentView } from "../../../deployment-view/view";
import { newsOf } from "../../../operate/watch/news";
import { looker } from "../../../operate/watch/take-look";
import { readingActions } from "../../../rehearsal/reading";
import { frame } from "./frame";
import { operatorOf } from "./in-process";
import { type Play, rehearsed } from "./rehearsed";
import { knowable } from "./unknowable";

/** Every frame of every release. */
const FILE = join(__dirname, "golden.txt");

/** The views of a release at a moment: as it is rehearsed, and as it is watched. */
interface Frame {
  readonly rehearsal: DeploymentView;
  readonly watched: DeploymentView;
}

const EMPTY = createStore().view;

/** Rehearses a release, and watches AWS's reading API, which answers from the rehearsal, after each moment of it. */
export async function framesOf(play: Play): Promise<Frame[]> {
  const { events, system } = await rehearsed(play);
  const [rehearsal, watched] = [createStore(), createStore()];
  const operator = await operatorOf(readingActions({ system, view: () => rehearsal.view }), {
    now: () => rehearsal.view.at,
    wait: async () => undefined,
  });
  const look = looker(operator);
  const frames: Frame[] = [];
  for (const [index, event] of events.entries()) {
    rehearsal.apply(event);
    // Between two events of one moment nobody can look.
    if (events[index + 1]?.at === event.at) continue;
    for (const news of newsOf(watched.view, await look(watched.view))) watched.apply(news);
    frames.push({ rehearsal: rehearsal.view, watched: watched.view });
  }
  return frames.map((one) => ({ rehearsal: knowable(one.rehearsal), watched: knowable(one.watched) }));
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

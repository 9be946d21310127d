import type { RevisionDiff } from "../../operate/diff/revision-diff";
import { oneLine } from "../screen/text";
import type { Paint } from "./paint";

/** What is live, what comes, and a line for each value that goes and for each that comes. */
export function diffLines({ live, next, changes }: RevisionDiff, { good, bad }: Paint): string[] {
  const lines = changes.flatMap(({ path, from, to }) => [
    ...(from === undefined ? [] : [bad(oneLine(`- ${path}: ${from}`))]),
    ...(to === undefined ? [] : [good(oneLine(`+ ${path}: ${to}`))]),
  ]);
  return [
    `live: ${live.arn}, of ${iso(live.registeredAt)}`,
    `next: ${next.source}, of ${iso(next.changedAt)}`,
    ...(lines.length > 0 ? lines : ["nothing differs"]),
  ];
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

import type { Role } from "../../deployment-view/events";
import { duration } from "../../deployment-view/format";
import type { VersionCount } from "../../deployment-view/traffic";
import type { ReleaseView } from "../../deployment-view/view";
import { oneLine } from "./text";

/** What people call the two task sets of a deployment. */
export const COLOR_OF: Readonly<Record<Role, "blue" | "green">> = { original: "blue", replacement: "green" };

/** How long a stage or lifecycle event took, or has taken by now. */
export function tookUntil(part: { startedAt?: number; endedAt?: number }, now?: number): string | undefined {
  const end = part.endedAt ?? now;
  return part.startedAt === undefined || end === undefined ? undefined : duration(end - part.startedAt);
}

/** `0 of 2413 failed`. */
export function failures({ requests, failed }: VersionCount): string {
  return `${failed} of ${requests} failed`;
}

/** `a1b2c3d Say hello`: the commit's first seven digits, and the first line of its message. */
export function commitLine({ commit, message }: Pick<ReleaseView, "commit" | "message">): string {
  return `${oneLine(commit).slice(0, 7)} ${oneLine(message.split("\n", 1)[0] ?? "")}`.trim();
}

/** The texts that there are. */
export function present(texts: readonly (string | false | undefined)[]): string[] {
  return texts.flatMap((text) => text || []);
}

import { duration } from "../../../deployment-view/format";
import type { DeploymentView, ReleaseView } from "../../../deployment-view/view";

const SIGNS: Readonly<Record<string, string>> = {
  Pending: "·",
  InProgress: "●",
  Succeeded: "✔",
  Failed: "✖",
  Skipped: "-",
  Superseded: "»",
};

/** What a view shows at a moment, in short: a line for each alarm and release that looks otherwise than before. */
export function frame(before: DeploymentView, view: DeploymentView): string[] {
  const time = duration(view.at - (view.startedAt ?? view.at)).padStart(6);
  const known = new Set(linesOf(before));
  return linesOf(view).flatMap((line) => (known.has(line) ? [] : `${time}  ${line}`));
}

function linesOf({ alarms, releases, startedAt = 0 }: DeploymentView): string[] {
  const since = (moment: number) => duration(moment - startedAt);
  return [
    ...alarms.map(({ name, state }) => `${name} ${state}`),
    ...releases.map((release) => describe(release, since)),
  ];
}

function describe(release: ReleaseView, since: (moment: number) => string): string {
  const { commit, status, stages, deployment, rollback, waiting, reason } = release;
  return [
    `${commit.slice(0, 7)} ${status}`,
    stages.map(signed).join(" "),
    deployment && deploymentOf(deployment),
    waiting && `waits: ${waiting.for}${waiting.until === undefined ? "" : ` until ${since(waiting.until)}`}`,
    rollback && `back: ${rollback.reason}`,
    reason && `because: ${reason}`,
  ]
    .filter(Boolean)
    .join(" | ")
    .replaceAll(ID, "…");
}

/** Ids of tasks and of instances are never the same twice. */
const ID = /\b(i-)?[0-9a-f]{17,32}\b/g;

function deploymentOf(deployment: NonNullable<ReleaseView["deployment"]>): string {
  const { status, events, shift, tasks, original, replacement } = deployment;
  const sides = Object.entries({ original, replacement }).map(([role, { targetGroup, version }]) => {
    const { desired, running, healthy } = tasks[role as keyof typeof tasks] ?? {};
    // A copy of a group is called by the deployment that made it, whose id is another each time.
    const name = targetGroup.replace(/_d-[A-Z0-9]+$/, "");
    return `${name} ${version} ${[healthy, running, desired].map((count) => count ?? "?").join("/")}`;
  });
  const shares = shift.map(({ promised }) => `${promised}%`);
  return [status, events.map(signed).join(" "), ...sides, shares.join(" ")].filter(Boolean).join(" | ");
}

function signed({ name, status }: { readonly name: string; readonly status: string }): string {
  return `${SIGNS[status] ?? status}${name}`;
}

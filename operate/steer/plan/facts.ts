import { shortName } from "../../../deployment-view/format";
import { type DeploymentState, type Execution, goesOn, isUndone } from "../../read/model";
import type { Release, Situation } from "../model";

/** The newest release that users were moved to for good. */
export function served({ releases }: Pick<Situation, "releases">): Release | undefined {
  return releases.find(({ result }) => result === "succeeded");
}

/** What is served, in words. */
export function nameOf(release: Release | undefined): string {
  if (!release) return "what ran before";
  const { revision, commit, tag } = release;
  const version = commit?.slice(0, 7) ?? tag;
  return version ? `${revision.name} (${version})` : revision.name;
}

/** What is served, or was before what runs: the first release of a system has none before it, and tasks all the same. */
export function servedName(situation: Pick<Situation, "releases" | "last">): string {
  const release = served(situation);
  const original = situation.last?.sides.find(({ role }) => role === "original")?.taskDefinition;
  return release || !original ? nameOf(release) : shortName(original);
}

/** Percent of users that the replacement has. */
export function shareOf({ sides }: DeploymentState): number {
  return sides.find(({ role }) => role === "replacement")?.share ?? 0;
}

/** Who is served what while a deployment runs, or while none does. */
export function nowServed(situation: Situation): string {
  const { running, last, releases } = situation;
  const before = servedName(situation);
  const moving = running ?? leftBehind(last);
  if (!moving) return `users are served by ${before}`;
  const next = releases.find(({ deployment }) => deployment === moving.id);
  const share = shareOf(moving);
  if (!running) {
    return `${share} % of users are with ${next ? nameOf(next) : moving.id}, whose deployment ${moving.id} has ended as ${moving.status}; the others with ${before}`;
  }
  if (share === 0) return `users are served by ${before}; ${running.id} (${running.status}) has none yet`;
  const name = next ? nameOf(next) : running.id;
  return share === 100
    ? `users are served by ${name}, since ${running.id} has moved them; ${before} is kept until it ends`
    : `${share} % of users are served by ${name}, the others by ${before}`;
}

/** A deployment that has ended with users on its new side, though it did not succeed. */
function leftBehind(last: DeploymentState | undefined): DeploymentState | undefined {
  const hasFailed = last?.status === "Failed" || last?.status === "Stopped";
  return hasFailed && !isUndone(last) && shareOf(last) > 0 ? last : undefined;
}

/** Whether what runs is itself a way back. */
export function isRollback({ running, releases }: Situation): boolean {
  if (!running) return false;
  const release = releases.find(({ deployment }) => deployment === running.id);
  return running.rollback !== undefined || release?.isRollback === true;
}

/** Executions that go on by themselves, and the one that waits before the door, newest first. */
export function onTheWay({ executions }: Situation): Execution[] {
  return executions.filter(goesOn);
}

/** What an execution is called: its commit, which people know, and its id, which AWS asks for. */
export function describeExecution({ id, commit }: Pick<Execution, "id" | "commit">): string {
  return commit ? `${commit.slice(0, 7)} (execution ${id})` : `execution ${id}`;
}

/** Warnings about executions that will reach the deploy stage as soon as it is free. */
export function followers(situation: Situation, except: readonly string[]): string[] {
  const { door } = situation;
  if (door?.isOpen === false) return [];
  return onTheWay(situation)
    .filter(({ id, deployment }) => !except.includes(id) && deployment === undefined)
    .map(
      (execution) =>
        `${describeExecution(execution)} is on its way and is released as soon as the deploy stage is free: bluegreen pause keeps it out`,
    );
}

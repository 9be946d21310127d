import { NothingToDo, SteerError } from "../failure";
import type { Release, Revision, Situation } from "../model";
import { nameOf, served } from "./facts";

/** Digits of a commit's id that are enough to mean one, as git shows it. */
const SHORTEST_COMMIT = 7;

/** Where a rollback goes, or why there is nowhere to go. */
export type Target = { readonly revision: Revision; readonly why: string } | { readonly already: string };

/**
 * What served before what serves now.
 *
 * A release that failed and was taken back has left users where they were, and a rollback that is over has moved them:
 * neither is gone back behind unless that is named, so that the same command given twice does the same as once.
 *
 * @throws NothingToDo where nothing else ever served
 */
export function lastGood(situation: Situation): Target {
  const { releases, system } = situation;
  const [newest] = releases;
  const now = served(situation);
  if (!newest || !now) {
    throw new NothingToDo(
      `no deployment of ${system.stack} has ever succeeded, as far as AWS remembers: there is nothing to go back to. Name a revision with --to`,
    );
  }
  if (newest.result === "failed") return afterFailure(newest, now);
  if (newest.isRollback) {
    return {
      already: `${newest.deployment} has put ${nameOf(newest)} back: to go further, name it with --to`,
    };
  }
  const before = releases.find(
    ({ result, revision }) => result === "succeeded" && revision.name !== now.revision.name,
  );
  if (!before) {
    throw new NothingToDo(
      `${nameOf(now)} is the only revision that was ever released with success, as far as AWS remembers. Name another with --to`,
    );
  }
  return { revision: before.revision, why: `${nameOf(before)} served before ${nameOf(now)}` };
}

function afterFailure(newest: Release, now: Release): Target {
  if (newest.isTakenBack) {
    return {
      already: `${newest.deployment} has failed, and AWS has put users back to ${nameOf(now)}: to go further back, name a revision with --to`,
    };
  }
  if (newest.isRollback) {
    return { revision: newest.revision, why: `the rollback ${newest.deployment} to it has failed` };
  }
  return {
    revision: now.revision,
    why: `${newest.deployment} has failed and was not taken back: what it left is replaced by what served before`,
  };
}

/**
 * The release that `--to` names.
 *
 * @throws SteerError where none or several are meant, or where what is meant did not succeed
 */
export function named(situation: Situation, to: string): Target {
  const { releases } = situation;
  const meant = releases.filter((release) => isMeant(release, to));
  const good = meant.filter(({ result }) => result === "succeeded");
  const [found] = good;
  if (!found && meant.length === 0 && situation.asked) {
    // Its appspec is that of what serves, with another task definition in it.
    const location = served(situation)?.revision.location;
    return { revision: { ...situation.asked, location }, why: "it is named by --to" };
  }
  if (!found) {
    const known = releases.filter(({ result }) => result === "succeeded").map(nameOf);
    throw new SteerError(
      meant[0]
        ? `${nameOf(meant[0])} has not been released with success by ${meant[0].deployment}: it is no revision to go back to`
        : `--to is ${to}, and no release that AWS remembers is called so. There are: ${[...new Set(known)].join(", ") || "none"}`,
    );
  }
  const different = new Set(good.map(({ revision }) => revision.name));
  if (different.size > 1) {
    throw new SteerError(`--to is ${to}, and several are called so: ${[...different].join(", ")}`);
  }
  const now = served(situation);
  const isLast = releases[0]?.result === "succeeded" || releases[0]?.isTakenBack;
  if (found.revision.name === now?.revision.name && isLast) {
    return { already: `${nameOf(now)} is what users are served already` };
  }
  return { revision: found.revision, why: "it is named by --to" };
}

/** Whether a release is called so. */
export function isMeant({ deployment, revision, commit, digest, tag }: Release, to: string): boolean {
  if (deployment === to || tag === to || revision.taskDefinition === to || revision.name === to) return true;
  if (/^sha256:/.test(to)) return digest === to;
  return to.length >= SHORTEST_COMMIT && commit?.startsWith(to.toLowerCase()) === true;
}

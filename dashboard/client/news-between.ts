import type { DeploymentView, ReleaseView } from "../../deployment-view/view";
import { shortCommit } from "./format";

export interface News {
  readonly text: string;
  /** Said at once, whatever else is being read. */
  readonly urgent: boolean;
}

/** What became true of releases from one view to the next, in words. */
export function newsBetween(before: DeploymentView, after: DeploymentView): News[] {
  const known = new Map(before.releases.map((release) => [release.id, release]));
  return after.releases.flatMap((release) => newsOf(release, known.get(release.id)));
}

function newsOf(now: ReleaseView, before: ReleaseView | undefined): News[] {
  const name = `Release ${shortCommit(now.commit)}`;
  const news: News[] = [];
  if (!before) news.push({ text: `${name} began: ${now.message}`, urgent: false });
  if (now.waiting?.for === "approval" && before?.waiting?.for !== "approval") {
    news.push({ text: `${name} waits for approval.`, urgent: false });
  }
  if (now.rollback && !before?.rollback) {
    news.push({ text: `${name} was rolled back: ${now.rollback.reason}`, urgent: true });
  }
  if (now.status !== "InProgress" && now.status !== before?.status) {
    const reason = now.reason && !now.rollback ? `: ${now.reason}` : "";
    news.push({ text: `${name} ${now.status.toLowerCase()}${reason}`, urgent: false });
  }
  return news;
}

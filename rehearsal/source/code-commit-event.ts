import { createHash, randomUUID } from "node:crypto";
import type { Push } from "./pushes";

export interface CodeCommitPush extends Push {
  readonly repositoryArn: string;
  readonly repositoryName: string;
  /** AWS milliseconds since the epoch. */
  readonly at: number;
}

/**
 * What CodeCommit tells EventBridge of a push.
 *
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html#referenceUpdated
 */
export function codeCommitEvent({
  repositoryArn,
  repositoryName,
  branch,
  commit,
  before,
  at,
}: CodeCommitPush) {
  const [, , , region, account] = repositoryArn.split(":");
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "CodeCommit Repository State Change",
    source: "aws.codecommit",
    account,
    time: new Date(at).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [repositoryArn],
    detail: {
      event: before ? "referenceUpdated" : "referenceCreated",
      repositoryName,
      repositoryId: repositoryId(repositoryArn),
      referenceType: "branch",
      referenceName: branch,
      referenceFullName: `refs/heads/${branch}`,
      commitId: commit,
      ...(before && { oldCommitId: before }),
    },
  };
}

/** The same for each event of a repository. */
function repositoryId(arn: string): string {
  const digits = createHash("sha256").update(arn).digest("hex");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

import { UserError } from "../../config/user-error";

const MIB = 1024 ** 2;

/**
 * What AWS takes: CodeCommit a file of 2 GB, CodePipeline 1 GB from a source of either kind.
 *
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html Git blob size
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html Maximum size of artifacts in a source stage
 */
const LIMITS = { file: 2048 * MIB, artifact: 1024 * MIB } as const;

/** A file from this size on is named: it is in every execution of the pipeline, and in the build's context. */
const LARGE = 100 * MIB;

/**
 * What a commit holds that the user may not mean to release.
 *
 * @throws UserError for what AWS would not take
 * @param listing what `git ls-tree -r -l -z` prints of it
 */
export function checkSizes(listing: string): string[] {
  const files = [...listing.matchAll(/ (\d+)\t([^\0]+)\0/g)].map(([, size, path]) => ({
    path,
    size: Number(size),
  }));
  const problems = files
    .filter(({ size }) => size > LIMITS.file)
    .map(
      ({ path, size }) => `${path} has ${mib(size)} MiB: CodeCommit takes files of ${mib(LIMITS.file)} MiB`,
    );
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > LIMITS.artifact) {
    problems.push(
      `the commit has ${mib(total)} MiB: CodePipeline takes ${mib(LIMITS.artifact)} MiB from a source`,
    );
  }
  if (problems.length > 0)
    throw new UserError(
      `AWS would not take this commit:\n${problems.map((problem) => `- ${problem}`).join("\n")}`,
    );
  return files
    .filter(({ size }) => size >= LARGE)
    .map(
      ({ path, size }) =>
        `${path} has ${mib(size)} MiB, which every release carries: is it meant to be released?`,
    );
}

function mib(bytes: number): number {
  return Math.ceil(bytes / MIB);
}

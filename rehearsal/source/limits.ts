const MIB = 1024 ** 2;

/**
 * What AWS takes: CodeCommit a file of 2 GB, CodePipeline 1 GB from a source of either kind.
 *
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html Git blob size
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html Maximum size of artifacts in a source stage
 */
const LIMITS = { file: 2048 * MIB, artifact: 1024 * MIB } as const;

/**
 * What a commit holds that AWS would not take.
 *
 * @param listing what `git ls-tree -r -l -z` prints of it
 */
export function sizeWarnings(listing: string): string[] {
  const files = [...listing.matchAll(/ (\d+)\t([^\0]+)\0/g)].map(([, size, path]) => ({
    path,
    size: Number(size),
  }));
  const warnings = files
    .filter(({ size }) => size > LIMITS.file)
    .map(
      ({ path, size }) => `${path} has ${mib(size)} MiB: CodeCommit takes files of ${mib(LIMITS.file)} MiB`,
    );
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > LIMITS.artifact) {
    warnings.push(
      `the commit has ${mib(total)} MiB: CodePipeline takes ${mib(LIMITS.artifact)} MiB from a source`,
    );
  }
  return warnings;
}

function mib(bytes: number): number {
  return Math.ceil(bytes / MIB);
}

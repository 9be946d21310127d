/** Characters of a commit's id that a version is called by. */
const SHORT = 12;

/** What a release of a commit is called by. */
export function versionOf(commit: string): string {
  return commit.slice(0, SHORT);
}

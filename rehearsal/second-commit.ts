import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A commit to release on top of the first. */
export interface NextCommit {
  readonly files: Readonly<Record<string, Buffer | string>>;
  readonly message: string;
}

/**
 * What is released second: where the application has an `index_green.html`, it becomes the `index.html`, as in the
 * walkthrough; any other application is released once more with one more file.
 *
 * @param folder the files of the first commit
 */
export function secondCommit(folder: string): NextCommit {
  const [blue, green] = ["index.html", "index_green.html"].map((name) => join(folder, name));
  if (blue && green && existsSync(blue) && existsSync(green)) {
    return { files: { "index.html": readFileSync(green) }, message: "Swap in index_green.html" };
  }
  return { files: { ".rehearsal": "The second release\n" }, message: "Release once more" };
}

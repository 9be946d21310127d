import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A commit to release on top of the first. */
export interface NextCommit {
  readonly files: Readonly<Record<string, Buffer | string>>;
  readonly message: string;
}

/** Where a page and its green twin may lie. */
const PAGE_FOLDERS = ["", "html"];

/** Two lines of a page, of which one is in use: the walkthrough of the shared file system has them swapped. */
const COLOR_LINES =
  /^(?<before>\s*)#(?<unused>background-color:[^\n]*)\n(?<again>\s*)(?<used>background-color:[^\n]*)$/m;

/**
 * What is released second. Where the application has an `index_green.html`, it becomes the `index.html`, as in the
 * walkthrough of the containers; a page with two colour lines has them swapped, as in that of the shared file system; any
 * other application is released once more with one more file.
 *
 * @param folder the files of the first commit
 */
export function secondCommit(folder: string): NextCommit {
  for (const place of PAGE_FOLDERS) {
    const [blue, green] = ["index.html", "index_green.html"].map((name) => join(place, name)) as [
      string,
      string,
    ];
    if (existsSync(join(folder, blue)) && existsSync(join(folder, green))) {
      return { files: { [blue]: readFileSync(join(folder, green)) }, message: "Swap in index_green.html" };
    }
  }
  const page = join(folder, "index.html");
  const text = existsSync(page) ? readFileSync(page, "utf8") : "";
  if (COLOR_LINES.test(text)) {
    const swapped = text.replace(COLOR_LINES, "$<before>$<unused>\n$<again>#$<used>");
    return { files: { "index.html": swapped }, message: "Swap the two colour lines" };
  }
  return { files: { ".rehearsal": "The second release\n" }, message: "Release once more" };
}

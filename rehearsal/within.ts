import { lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Linux gives up after as many links. @see https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const MOST_LINKS = 40;

/**
 * Follows a path as a program sees it whose `/` is a folder of this machine: a link to `/etc` leads to the folder's own
 * `etc`, and `..` never out of it.
 *
 * @returns where on this machine it is; `undefined` where nothing is
 */
export function within(root: string, path: string): string | undefined {
  const left = namesOf(path);
  let at: string[] = [];
  let links = 0;
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    if (name === "..") {
      at.pop();
      continue;
    }
    const link = linkAt(join(root, ...at, name));
    if (link === undefined) return undefined;
    if (link === "") {
      at.push(name);
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return undefined;
    if (link.startsWith("/")) at = [];
    left.unshift(...namesOf(link));
  }
  return join(root, ...at);
}

function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

/** Where a link leads; an empty text for what is no link, `undefined` for what is not there. */
function linkAt(file: string): string | undefined {
  try {
    return lstatSync(file).isSymbolicLink() ? readlinkSync(file) : "";
  } catch {
    return undefined;
  }
}

import { posix } from "node:path";

/** Path and query of a request. */
export function split(url: string): [string, string] {
  const mark = url.indexOf("?");
  return mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
}

/** The path that is meant, or nothing for one that leads out or cannot be read. */
export function normalized(target: string): string | undefined {
  try {
    const decoded = decodeURIComponent(target);
    if (!decoded.startsWith("/") || decoded.includes("\0")) return undefined;
    const climbs = posix.normalize(`.${decoded}`).startsWith("..");
    return climbs ? undefined : posix.normalize(decoded);
  } catch {
    return undefined;
  }
}

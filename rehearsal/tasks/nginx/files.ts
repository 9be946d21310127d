import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { globExpression, isGlob } from "../../glob";
import type { Image } from "../../images/model";
import { baseFiles } from "./base-files";

/** An image whose files a process can be pointed to. */
export interface ImageFiles extends Image {
  readonly rootfs: string;
}

/** Where a file of an image lies on this machine; `undefined` where it does not, or a link leads out of the image. */
export function locate(rootfs: string, path: string): string | undefined {
  const file = join(rootfs, posix.resolve("/", path));
  if (!existsSync(file)) return undefined;
  const within = relative(realpathSync(rootfs), realpathSync(file));
  return within === ".." || within.startsWith(`..${sep}`) ? undefined : file;
}

/** What a file of an image says, or of the base that it was built on. */
export function readImageFile(image: ImageFiles, path: string): string | undefined {
  const file = locate(image.rootfs, path);
  return file ? readFileSync(file, "utf8") : baseFiles(image.config.from)[path];
}

/** The files of an image and its base that an `include` means, in nginx's order. */
export function includedFiles(image: ImageFiles, pattern: string): string[] {
  if (!isGlob(pattern)) return [pattern];
  const folder = locate(image.rootfs, posix.dirname(pattern));
  const own = folder ? readdirSync(folder).map((name) => posix.join(posix.dirname(pattern), name)) : [];
  const matches = globExpression(pattern);
  return [...new Set([...own, ...Object.keys(baseFiles(image.config.from))])]
    .filter((file) => matches.test(file))
    .sort();
}

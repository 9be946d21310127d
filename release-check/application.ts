import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { isAbsolute, join, posix, relative } from "node:path";
import { type Finding, SourceText } from "./finding";
import { matches } from "./glob";

/** What is read is written by people: a larger file is none of them. */
const MAX_BYTES = 1_000_000;

/** The folder that is pushed to the pipeline's repository. Names are paths in it, with `/`; what lies outside is not there. */
export class Application {
  constructor(private readonly folder: string) {}

  read(name: string): SourceText | undefined {
    const stats = this.stats(name);
    if (!stats?.isFile() || stats.size > MAX_BYTES) return undefined;
    return new SourceText(this.path(name), readFileSync(this.path(name), "utf8"));
  }

  has(name: string): boolean {
    return this.stats(name) !== undefined;
  }

  isFolder(name: string): boolean {
    return this.stats(name)?.isDirectory() ?? false;
  }

  isExecutable(name: string): boolean {
    return ((this.stats(name)?.mode ?? 0) & 0o111) !== 0;
  }

  /** Names of the files in a folder and in the folders below it; a file stands for itself. */
  filesBelow(name: string): string[] {
    if (!this.isFolder(name)) return this.has(name) ? [posix.normalize(name)] : [];
    return readdirSync(this.path(name), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() || entry.isFile() ? this.filesBelow(posix.join(name, entry.name)) : [],
    );
  }

  /** Names of the files in a folder. */
  filesIn(name: string): string[] {
    if (!this.isFolder(name)) return [];
    return readdirSync(this.path(name), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => posix.join(name, entry.name));
  }

  /** The names that a pattern stands for; a name with no `*` or `?` stands for itself. */
  expand(pattern: string): string[] {
    const name = posix.normalize(pattern);
    if (!/[*?]/.test(name)) return [name];
    const parent = posix.dirname(name);
    if (!this.isFolder(parent)) return [];
    return readdirSync(this.path(parent))
      .map((entry) => posix.join(parent, entry))
      .filter((entry) => matches(name, entry));
  }

  /** Says that a file is not there. */
  missing(name: string, message: string, remedy: string): Finding {
    return new SourceText(this.path(name), "").error(undefined, message, remedy);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  private stats(name: string): Stats | undefined {
    const inside = relative(this.folder, this.path(name));
    if (name.includes("\0") || inside.startsWith("..") || isAbsolute(inside)) return undefined;
    try {
      return statSync(this.path(name), { throwIfNoEntry: false });
    } catch {
      // Such as a name that is too long, or one that goes through a file.
      return undefined;
    }
  }
}

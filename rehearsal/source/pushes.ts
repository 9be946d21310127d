import { type FSWatcher, readdirSync, readFileSync, statSync, watch } from "node:fs";
import { join } from "node:path";
import type { Git } from "./git";

/** A branch that was made or moved. */
export interface Push {
  readonly branch: string;
  readonly commit: string;
  /** @default - the branch is new */
  readonly before?: string;
}

/** Real milliseconds between two looks, for file systems and folders that nobody tells of changes. */
const LOOK_MS = 1000;

/**
 * Sees pushes to a repository by its branches alone. A hook would have to be run by the pusher's git, whose configuration
 * may name other hooks or none.
 */
export class Pushes {
  private readonly listeners = new Set<(push: Push) => void>();
  private readonly timer: NodeJS.Timeout;
  private readonly watchers: readonly FSWatcher[];
  private branches: ReadonlyMap<string, string> = new Map();
  private seen = "";
  private looking: Promise<void> = Promise.resolve();

  private constructor(
    private readonly git: Git,
    private readonly repository: string,
  ) {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    this.watchers = watchFolders([repository, join(repository, "refs/heads")], () => void this.look());
  }

  /** Starts to look; what the branches hold now is no push. */
  public static async start(git: Git, repository: string): Promise<Pushes> {
    const pushes = new Pushes(git, repository);
    await pushes.look();
    return pushes;
  }

  /** @returns what ends it */
  public on(listener: (push: Push) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Resolves once every push up to now has been told. */
  public look(): Promise<void> {
    this.looking = this.looking.then(() => this.compare());
    return this.looking;
  }

  public async close(): Promise<void> {
    clearInterval(this.timer);
    for (const watcher of this.watchers) watcher.close();
    this.listeners.clear();
    await this.looking;
  }

  private async compare(): Promise<void> {
    const refs = readRefs(this.repository);
    if (refs === this.seen) return;
    const branches = await this.list().catch(() => undefined);
    // A push that is half-way is seen in full the next time.
    if (!branches) return;
    const before = this.branches;
    this.branches = branches;
    this.seen = refs;
    for (const [branch, commit] of branches) {
      if (before.get(branch) !== commit) this.tell({ branch, commit, before: before.get(branch) });
    }
  }

  private async list(): Promise<Map<string, string>> {
    const format = "--format=%(objectname) %(refname:lstrip=2)";
    const printed = await this.git([`--git-dir=${this.repository}`, "for-each-ref", format, "refs/heads"]);
    const lines = printed.split("\n").filter(Boolean);
    return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
  }

  private tell(push: Push): void {
    for (const listener of this.listeners) listener(push);
  }
}

/** All that git keeps branches in. */
function readRefs(repository: string): string {
  try {
    const heads = join(repository, "refs/heads");
    const files = readdirSync(heads, { recursive: true, encoding: "utf8" }).map((file) => join(heads, file));
    return [...files, join(repository, "packed-refs")].map(content).join("\n");
  } catch {
    return "";
  }
}

function content(file: string): string {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return "";
  return `${file} ${readFileSync(file, "utf8")}`;
}

function watchFolders(folders: readonly string[], changed: () => void): FSWatcher[] {
  return folders.flatMap((folder) => {
    try {
      return [watch(folder, changed).on("error", () => undefined)];
    } catch {
      return [];
    }
  });
}

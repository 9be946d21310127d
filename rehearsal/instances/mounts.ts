import { readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type EfsSource, parseEfsSource, parseFstab } from "./commands/mount-arguments";
import { isInstalled } from "./installed";
import { type Machine, readInside } from "./machine";
import { FILE_SYSTEMS } from "./sandbox/enter";

/** What is mounted, and where. */
interface Mounted extends EfsSource {
  readonly target: string;
}

/** Mounted file systems of one instance. A file beside its root keeps them, so that one that goes on has them again. */
export class Mounts {
  private mounted: readonly Mounted[] = [];
  private readonly file: string;

  constructor(
    private readonly machine: Machine,
    /** Ids of the file systems that there are. */
    private readonly fileSystems: readonly string[],
  ) {
    this.file = join(machine.folder, "mounts.json");
  }

  public at(target: string): boolean {
    return this.mounted.some((one) => one.target === target);
  }

  /**
   * Mounts a file system of EFS.
   *
   * @returns what keeps it from that, in the words of mount and of EFS's helper
   */
  public async mount(source: string, target: string, type: string): Promise<string | undefined> {
    const { machine } = this;
    if (type !== "efs") return `mount: ${target}: type ${type} is not played in a rehearsal, only efs is`;
    // https://docs.aws.amazon.com/efs/latest/ug/installing-amazon-efs-utils.html
    if (!isInstalled(machine, "amazon-efs-utils")) return `mount: ${target}: unknown filesystem type 'efs'.`;
    const efs = parseEfsSource(source);
    if (!efs)
      return `Invalid file system name: ${source}. It must be a file system ID, optionally with a path: fs-0123:/`;
    if (this.at(target)) return `mount.efs: ${target} is already mounted, please run 'umount' first`;
    // https://docs.aws.amazon.com/efs/latest/ug/troubleshooting-efs-mounting.html
    if (machine.fault.mountFails || !this.fileSystems.includes(efs.id)) return unresolved(efs.id, machine);
    const folder = posix.join(FILE_SYSTEMS, efs.id, efs.path);
    const problem = await machine.sandbox.mount(["mount", "--bind", folder, target]);
    if (problem) return problem;
    this.keep([...this.mounted, { ...efs, target }]);
    return undefined;
  }

  /** @returns what keeps it from that */
  public async unmount(target: string, lazy: boolean): Promise<string | undefined> {
    if (!this.at(target)) return `umount: ${target}: not mounted.`;
    const problem = await this.machine.sandbox.mount(["umount", ...(lazy ? ["-l"] : []), target]);
    if (problem) return problem;
    this.keep(this.mounted.filter((one) => one.target !== target));
    return undefined;
  }

  /** What `/etc/fstab` has. @returns what failed */
  public async mountAll(): Promise<string[]> {
    const problems: string[] = [];
    for (const { source, target, type, options } of parseFstab(
      readInside(this.machine, "/etc/fstab") ?? "",
    )) {
      if (type !== "efs" || options.includes("noauto") || this.at(target)) continue;
      const problem = await this.mount(source, target, type);
      if (problem) problems.push(problem);
    }
    return problems;
  }

  /** Mounts what an instance had that goes on. */
  public async restore(): Promise<void> {
    for (const { id, path, target } of readMounted(this.file)) {
      const problem = await this.mount(`${id}:${path}`, target, "efs");
      if (problem) this.machine.log.note(problem);
    }
  }

  private keep(mounted: readonly Mounted[]): void {
    this.mounted = mounted;
    writeFileSync(this.file, JSON.stringify(mounted));
  }
}

function readMounted(file: string): readonly Mounted[] {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return [];
  }
}

function unresolved(id: string, { metadata }: Machine): string {
  return `Failed to resolve "${id}.efs.${metadata.region}.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID.
See https://docs.aws.amazon.com/console/efs/mount-dns-name for more detail.`;
}

import { readdirSync, statSync } from "node:fs";
import { posix } from "node:path";
import type { Instance } from "../instances/model";
import type { AppSpec } from "./appspec";
import { permitted } from "./permissions";

/** What an installation does, one after the other. */
export type Step =
  | { readonly do: "mkdir"; readonly path: string }
  | { readonly do: "copy"; readonly from: string; readonly path: string }
  | { readonly do: "chmod"; readonly mode: string; readonly path: string };

/**
 * Plans what an AppSpec file asks for, by what is in the instance now.
 *
 * @param archive the revision within the instance
 * @throws Error in the agent's words
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-files.html
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html#deployments-rollback-and-redeploy-content-options
 */
export function planInstall(
  { files, permissions, file_exists_behavior }: AppSpec,
  archive: string,
  instance: Pick<Instance, "locate">,
): Step[] {
  const plan = new Plan(instance, file_exists_behavior);
  for (const { source, destination } of files) {
    const from = posix.join(archive, source);
    if (isFolder(instance, from)) {
      plan.addAncestors(destination);
      plan.addFolder(from, posix.normalize(destination));
    } else {
      const path = posix.join(destination, posix.basename(from));
      plan.addAncestors(path);
      plan.addFile(from, path);
    }
  }
  const modes = permitted(permissions, plan, (path) => isFolder(instance, path));
  return [...plan.steps, ...modes.map(([path, mode]): Step => ({ do: "chmod", mode, path }))];
}

function isFolder(instance: Pick<Instance, "locate">, path: string): boolean {
  const file = instance.locate(path);
  return file !== undefined && statSync(file).isDirectory();
}

class Plan {
  public readonly steps: Step[] = [];
  public readonly folders = new Set<string>();
  /** Source by destination. */
  public readonly files = new Map<string, string>();

  constructor(
    private readonly instance: Pick<Instance, "locate">,
    private readonly whereExists: AppSpec["file_exists_behavior"],
  ) {}

  public addAncestors(path: string): void {
    const missing: string[] = [];
    for (let folder = posix.dirname(path); !this.instance.locate(folder); folder = posix.dirname(folder)) {
      if (folder === "/" || folder === ".") break;
      missing.unshift(folder);
    }
    for (const folder of missing) this.addFolderItself(folder);
  }

  public addFolder(from: string, path: string): void {
    if (!isFolder(this.instance, path)) this.addFolderItself(path.replace(/(?<=.)\/$/, ""));
    for (const name of readdirSync(this.instance.locate(from) ?? "").sort()) {
      const [source, target] = [posix.join(from, name), posix.join(path, name)];
      if (isFolder(this.instance, source)) this.addFolder(source, target);
      else this.addFile(source, target);
    }
  }

  public addFile(from: string, path: string): void {
    if (this.instance.locate(path)) {
      if (this.whereExists === "RETAIN") return;
      if (this.whereExists === "DISALLOW")
        throw new Error(
          `The deployment failed because a specified file already exists at this location: ${path}`,
        );
    }
    const before = this.files.get(path);
    if (before !== undefined) {
      throw new Error(
        `The deployment failed because the application specification file specifies two source files named ${from} and ${before} for the same destination (${path}). Remove one of the source file paths from the AppSpec file, and then try again.`,
      );
    }
    this.files.set(path, from);
    this.steps.push({ do: "copy", from, path });
  }

  private addFolderItself(path: string): void {
    if (this.folders.has(path)) return;
    this.folders.add(path);
    this.steps.push({ do: "mkdir", path });
  }
}

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { withoutSettings } from "../../scripts/lib/environment";
import { copyProject, linkPackages } from "../../scripts/lib/project-copy";

export const root = resolve(__dirname, "../..");

/** A package as its users get it. */
export interface Published {
  /** Where it is unpacked. */
  readonly folder: string;
  /** Paths of its files. */
  readonly files: readonly string[];
  /** Bytes that a registry would hold. */
  readonly size: number;
  // biome-ignore lint/suspicious/noExplicitAny: a manifest has no schema here, and tests read it at any depth.
  readonly manifest: any;
}

/** Packs a copy of this repository as `npm publish` does, so that its own `dist/` stays as it is, and unpacks it. */
export function publish(temporary: string, folder: string): Published {
  const copy = join(temporary, "copy");
  copyProject(root, copy);
  linkPackages(root, copy);
  const [{ filename, files, size }] = JSON.parse(run(copy, "npm", ["pack", "--json", "--silent"]));
  mkdirSync(folder, { recursive: true });
  run(folder, "tar", ["-xzf", join(copy, filename), "--strip-components=1"]);
  return {
    folder,
    files: files.map(({ path }: { path: string }) => path).sort(),
    size,
    manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")),
  };
}

/** Sets an example up with nothing but the packages that it and the published package declare. */
export function setUp(example: string, folder: string, { manifest }: Published): void {
  copyProject(join(root, "examples", example), folder);
  const own = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const declared = [own.dependencies, own.devDependencies, manifest.dependencies, manifest.peerDependencies];
  const names = new Set(declared.flatMap((dependencies) => Object.keys(dependencies)));
  names.delete(manifest.name);
  linkPackages(root, folder, [...names]);
}

/**
 * Runs a program to its end.
 * @returns what it wrote to stdout
 * @throws Error with all that it wrote, where it fails
 */
export function run(cwd: string, program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, {
      cwd,
      env: withoutSettings(process.env),
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(" ")} failed:\n${stdout}${stderr}`);
  }
}

/** Names of the folders in a folder of this repository. */
export function foldersIn(path: string): string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ConfigInput } from "../config/schema";
import { UserError } from "../config/user-error";
import { packageRoot } from "../package-root";
import { compareFolders } from "./check-cdktn/compare";
import { CONFIGS } from "./check-cdktn/configs";
import { RENAMED, renameAll } from "./check-cdktn/rename";
import { withoutSettings } from "./lib/environment";
import { copyProject, installedPackages, linkPackages } from "./lib/project-copy";

/**
 * What the renamed sources are built with. Of the AWS bindings that go with this cdktn, these have the schema that is
 * nearest to the one that the project is written for.
 */
const INSTALLED: Readonly<Record<string, string>> = {
  cdktn: "0.24.0",
  "@cdktn/provider-aws": "25.5.0",
  constructs: "10.7.2",
};

const root = packageRoot(__dirname);
const folder = mkdtempSync(join(tmpdir(), "bluegreen-cdktn-"));
try {
  process.exitCode = checkCdktn() === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns how many differences there are */
function checkCdktn(): number {
  const installed = install();
  const cdktf = join(folder, "cdktf");
  copyProject(root, cdktf);
  linkPackages(root, cdktf);

  const cdktn = join(folder, "cdktn");
  copyProject(root, cdktn);
  const renamed = renameAll(cdktn);
  // Without the packages under their old names, a source that was not renamed cannot be built.
  const replaced = [...Object.keys(RENAMED), ...Object.keys(INSTALLED)];
  linkPackages(
    root,
    cdktn,
    installedPackages(root).filter((name) => !replaced.includes(name)),
  );
  linkPackages(installed, cdktn);
  node(cdktn, ["node_modules/typescript/bin/tsc", "--noEmit"]);
  print(`${renamed} sources renamed; they compile with ${specifiers().join(", ")}`);

  const counts = Object.entries(CONFIGS).map(([name, config]) => {
    const { files, differences } = compareFolders(synthesise(cdktf, config), synthesise(cdktn, config));
    print(`${name}: ${files} files, ${differences.length || "no"} differences`);
    for (const difference of differences) print(`  ${difference}`);
    return differences.length;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * @returns the folder that the packages are installed in
 * @throws UserError where the registry does not give them
 */
function install(): string {
  const target = join(folder, "registry");
  mkdirSync(target);
  writeFileSync(join(target, "package.json"), JSON.stringify({ private: true }));
  const flags = [
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
  ];
  try {
    execFileSync("npm", ["install", ...flags, ...specifiers()], {
      cwd: target,
      stdio: "pipe",
      encoding: "utf8",
    });
  } catch (error) {
    const { stderr } = error as { stderr: string };
    // What follows are npm's own inner workings.
    const reason = stderr
      .split("\n")
      .filter((line) => line.startsWith("npm error"))
      .slice(0, 4)
      .join("\n");
    throw new UserError(
      `cannot install ${specifiers().join(", ")} from the npm registry, so nothing was checked: see that npm reaches it (npm ping), then run this again\n${reason}`,
    );
  }
  return target;
}

function specifiers(): string[] {
  return Object.entries(INSTALLED).map(([name, version]) => `${name}@${version}`);
}

/** @returns the folder with the stacks of a configuration */
function synthesise(copy: string, config: ConfigInput): string {
  const output = mkdtempSync(join(copy, "cdktf.out-"));
  writeFileSync(join(copy, "bluegreen.config.ts"), `export default ${JSON.stringify(config)};\n`);
  node(copy, ["bin/synth.mjs"], { CDKTF_OUTDIR: output });
  return join(output, "stacks");
}

/** @throws UserError with what the program said, where it fails */
function node(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  try {
    execFileSync(process.execPath, args, {
      cwd,
      env: { ...withoutSettings(process.env), ...env },
      stdio: "pipe",
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    throw new UserError(`node ${args.join(" ")} failed in the copy ${basename(cwd)}:\n${stdout}${stderr}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

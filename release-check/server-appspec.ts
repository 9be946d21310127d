import { posix } from "node:path";
import { checkVersion } from "./appspec";
import type { DataFile, Path } from "./data-file";
import type { Finding } from "./finding";
import { isObject } from "./overlay";
import type { Revision } from "./revision";
import { checkScripts } from "./server-hooks";
import type { ServerAppSpecProps } from "./server-revision";
import { lacks, unknownKeys } from "./unknown-keys";

/**
 * What an appspec for instances is made of.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure.html#server-appspec-structure
 */
const KEYS = {
  file: ["version", "os", "files", "file_exists_behavior", "permissions", "hooks"],
  copy: ["source", "destination"],
  permission: ["object", "pattern", "except", "owner", "group", "mode", "acls", "context", "type"],
} as const;

const EXISTING_FILES = ["DISALLOW", "OVERWRITE", "RETAIN"];

/** What CodeDeploy's agent would not take of an appspec, or what does not agree with the revision or the stack. */
export function checkServerAppSpec(file: DataFile, props: ServerAppSpecProps): Finding[] {
  if (!isObject(file.at())) {
    return [file.error(undefined, "holds no settings", "give it version: 0.0, os: linux, files and hooks")];
  }
  return [
    ...unknownKeys(file, [], KEYS.file),
    ...checkVersion(file, KEYS.file),
    ...checkSystem(file),
    ...checkFiles(file, props),
    ...checkPermissions(file),
    ...checkScripts(file, props),
  ];
}

function checkSystem(file: DataFile): Finding[] {
  const system = file.at("os");
  const behavior = file.at("file_exists_behavior");
  const findings: Finding[] = [];
  if (system !== "linux" && (system !== undefined || lacks(file, [], "os", KEYS.file))) {
    const message = `os is ${JSON.stringify(system) ?? "not set"}, and the instances are of Linux`;
    findings.push(file.error(file.lineOf("os"), message, "write os: linux"));
  }
  if (behavior !== undefined && !EXISTING_FILES.includes(String(behavior))) {
    findings.push(
      file.error(
        file.lineOf("file_exists_behavior"),
        `file_exists_behavior is ${JSON.stringify(behavior)}`,
        `write one of ${EXISTING_FILES.join(", ")}`,
      ),
    );
  }
  return findings;
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-files.html */
function checkFiles(file: DataFile, props: ServerAppSpecProps): Finding[] {
  const count = entries(file, "files");
  if (count === undefined) return [noList(file, "files", "- source: with a destination")];
  const indexes = Array.from({ length: count }, (_, index) => index);
  return [
    ...indexes.flatMap((index) => checkCopy(file, ["files", index], props.revision)),
    ...checkTwice(file, indexes, props),
  ];
}

function checkCopy(file: DataFile, path: Path, revision: Revision): Finding[] {
  const findings = unknownKeys(file, path, KEYS.copy);
  const missing = KEYS.copy.filter(
    (key) => typeof file.at(...path, key) !== "string" && lacks(file, path, key, KEYS.copy),
  );
  findings.push(
    ...missing.map((key) =>
      file.error(file.lineOf(...path), `an entry of files has no ${key}`, `add ${key}`),
    ),
  );
  const { source, destination } = {
    source: file.at(...path, "source"),
    destination: file.at(...path, "destination"),
  };
  if (typeof source === "string" && !revision.sourceOf(source) && !revision.isMadeByBuild(source)) {
    findings.push(
      file.error(
        file.lineOf(...path, "source"),
        `${source} is not in the source, and no command makes it`,
        "correct it, or let a command of the buildspec make it",
      ),
    );
  }
  if (typeof destination === "string" && !destination.startsWith("/")) {
    findings.push(
      file.error(
        file.lineOf(...path, "destination"),
        `destination ${destination} is no whole path`,
        `write it from the root, such as /${destination}`,
      ),
    );
  }
  return findings;
}

/** The agent refuses a revision that copies two files to one place. */
function checkTwice(
  file: DataFile,
  indexes: readonly number[],
  { application, revision }: ServerAppSpecProps,
): Finding[] {
  const owners = new Map<string, number>();
  const told = new Set<number>();
  for (const index of indexes) {
    const [source, destination] = [file.at("files", index, "source"), file.at("files", index, "destination")];
    const from = typeof source === "string" ? revision.sourceOf(source) : undefined;
    if (from === undefined || typeof destination !== "string") continue;
    const folder = application.isFolder(from) ? from : posix.dirname(from);
    for (const name of application.filesBelow(from)) {
      const target = posix.join(destination, posix.relative(folder, name));
      if (owners.has(target)) told.add(index);
      else owners.set(target, index);
    }
  }
  return [...told].map((index) =>
    file.error(
      file.lineOf("files", index),
      `${file.at("files", index, "source")} is copied to where an entry above copies to: CodeDeploy takes a file once`,
      "give it a destination of its own, or take out one of the two",
    ),
  );
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-permissions.html */
function checkPermissions(file: DataFile): Finding[] {
  const count = entries(file, "permissions");
  if (count === undefined) return [noList(file, "permissions", "- object: with an owner or a mode")];
  return Array.from({ length: count }, (_, index): Path => ["permissions", index]).flatMap((path) => [
    ...unknownKeys(file, path, KEYS.permission),
    ...(lacks(file, path, "object", KEYS.permission)
      ? [
          file.error(
            file.lineOf(...path),
            "an entry of permissions has no object",
            "add object, a path on the instance",
          ),
        ]
      : []),
  ]);
}

/** How many entries a list has; `undefined` where it is no list. */
function entries(file: DataFile, key: string): number | undefined {
  const value = file.at(key) ?? [];
  return Array.isArray(value) ? value.length : undefined;
}

function noList(file: DataFile, key: string, form: string): Finding {
  return file.error(file.lineOf(key), `${key} is no list`, `write each entry as ${form}`);
}

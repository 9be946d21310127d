import { PHASES } from "./buildspec";
import type { DataFile } from "./data-file";
import type { Finding } from "./finding";
import { unknownKeys } from "./unknown-keys";

/** The keys that CodeBuild knows. @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html */
const KEYS = {
  file: ["version", "run-as", "env", "proxy", "batch", "phases", "reports", "artifacts", "cache"],
  env: [
    "shell",
    "variables",
    "parameter-store",
    "exported-variables",
    "secrets-manager",
    "git-credential-helper",
  ],
  phase: ["run-as", "on-failure", "on-retry", "runtime-versions", "commands", "finally", "steps"],
  artifacts: [
    "files",
    "name",
    "discard-paths",
    "base-directory",
    "exclude-paths",
    "enable-symlinks",
    "s3-prefix",
    "secondary-artifacts",
  ],
} as const;

/** What CodeBuild would not take, or not do, by the buildspec alone. */
export function checkBuildspec(file: DataFile): Finding[] {
  return [
    ...unknownKeys(file, [], KEYS.file),
    ...checkVersion(file),
    ...unknownKeys(file, ["env"], KEYS.env),
    ...checkPhases(file),
    ...unknownKeys(file, ["artifacts"], KEYS.artifacts),
  ];
}

function checkVersion(file: DataFile): Finding[] {
  const version = file.at("version");
  const line = file.lineOf("version");
  if (String(version) === "0.2") return [];
  if (version === undefined) return [file.error(undefined, "has no version", "add version: 0.2")];
  const message =
    String(version) === "0.1"
      ? "version 0.1 runs each command in a shell of its own: what one exports, the next does not see"
      : `version is ${JSON.stringify(version)}, allowed: 0.2`;
  return [file.error(line, message, "write version: 0.2")];
}

function checkPhases(file: DataFile): Finding[] {
  if (file.keys("phases").length === 0) {
    const mistyped = unknownKeys(file, [], KEYS.file).length > 0;
    const remedy = "add phases, with commands in build";
    return mistyped ? [] : [file.error(file.lineOf("phases"), "has no phases: nothing is built", remedy)];
  }
  return [
    ...unknownKeys(file, ["phases"], PHASES),
    ...PHASES.flatMap((phase) => [
      ...unknownKeys(file, ["phases", phase], KEYS.phase),
      ...["commands", "finally"].flatMap((part) => notTexts(file, phase, part)),
    ]),
  ];
}

/** A `: ` in a command that is not quoted makes it a map. */
function notTexts(file: DataFile, phase: string, part: string): Finding[] {
  const commands = file.at("phases", phase, part);
  if (!Array.isArray(commands)) return [];
  return commands.flatMap((command, index) =>
    typeof command === "object"
      ? [
          file.error(
            file.lineOf("phases", phase, part, index),
            `command ${index + 1} of ${phase} is no text, but ${command === null ? "empty" : "a map or a list"}`,
            "put it in quotes, or behind - | on a line of its own: a colon with a space makes a map",
          ),
        ]
      : [],
  );
}

import { posix } from "node:path";
import type { Buildspec, Command } from "./buildspec";

/** A `docker build` of a build, as far as it can be told without running it. */
export interface DockerBuild {
  /** Folder that COPY reads from. */
  readonly context: string;
  readonly dockerfile: string;
  readonly target?: string;
  readonly line?: number;
  /** Commands that run before it, and may make files. */
  readonly before: readonly Command[];
}

const DOCKER_BUILD = /\bdocker\s+(?:buildx\s+|image\s+)?build\s+((?:"[^"]*"|'[^']*'|[^\n;&|"'])*)/;

/** Words of a command that a variable brings with it, such as `${PLATFORM:+--platform "$PLATFORM"}`. */
const ONLY_WHERE_SET = /\$\{\w+:?\+[^{}]*\}/g;

/** Flags that stand alone: behind every other comes its value. */
const ALONE = /^(--(no-cache|pull|push|load|quiet|rm|force-rm|squash|compress|check|debug)|-[qD])$/;

/** The first `docker build`; `undefined` where there is none, or only the build knows its folder. */
export function dockerBuild({ commands }: Pick<Buildspec, "commands">): DockerBuild | undefined {
  for (const [index, { text, line }] of commands.entries()) {
    const joined = text.replace(/\\\n/g, " ").replace(ONLY_WHERE_SET, "");
    const found = DOCKER_BUILD.exec(joined);
    if (!found) continue;
    const earlier = { text: joined.slice(0, found.index), line };
    const before = [...commands.slice(0, index), earlier];
    const { flags, positional } = readArguments(found[1] ?? "");
    const context = inSource(positional ?? "");
    const file = flags.file ?? flags.f;
    const dockerfile = file === undefined ? context && posix.join(context, "Dockerfile") : inSource(file);
    // After a change of folder, names are of that folder.
    if (context === undefined || dockerfile === undefined || before.some(changesFolder)) return undefined;
    return { context, dockerfile, target: flags.target, line, before };
  }
  return undefined;
}

function readArguments(text: string) {
  const flags: Record<string, string> = {};
  let positional: string | undefined;
  const words = (text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) => word.replace(/["']/g, ""));
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    const [, name = "", value] = /^--?([\w-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (!name) positional ??= word;
    else if (value !== undefined) flags[name] = value;
    else if (!ALONE.test(word)) flags[name] = words[++index] ?? "";
  }
  return { flags, positional };
}

/** A path in the source; `undefined` where it holds a variable, or lies elsewhere. */
function inSource(text: string): string | undefined {
  const path = text.replace(/^\$\{?CODEBUILD_SRC_DIR\}?\/?/, "./");
  return path === "" || /[$`]|^\/|^-$|:\/\//.test(path) ? undefined : posix.normalize(path);
}

function changesFolder({ text }: Command): boolean {
  return /(?:^|[\s;&|(])(?:cd|pushd)\s/.test(text);
}

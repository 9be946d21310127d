import { mkdirSync } from "node:fs";
import { posix } from "node:path";
import { copyInto, within } from "./copy";
import { readIgnore } from "./docker-ignore";
import type { Statement } from "./dockerfile";
import { refuse } from "./dockerfile-error";
import type { BuildRequest } from "./model";
import type { Building, Scene } from "./stage";
import { expand, jsonList, type Lookup, pairs, words } from "./words";

type Step = (statement: Statement, scene: Scene) => void | Promise<void>;

/** Instructions, but for FROM. Those that do nothing here say what a container engine alone acts on. */
export const STEPS: Readonly<Record<string, Step>> = {
  ADD: add,
  ARG: argument,
  CMD: ({ text }, { stage }) => {
    stage.config = { ...stage.config, command: commandOf(text, stage) };
    stage.hasCommand = true;
  },
  COPY: copy,
  ENTRYPOINT: ({ text }, { stage }) => {
    // https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact
    const command = stage.hasCommand ? stage.config.command : [];
    stage.config = { ...stage.config, entrypoint: commandOf(text, stage), command };
  },
  ENV: ({ text }, { stage, lookup }) => {
    const environment = { ...stage.config.environment, ...Object.fromEntries(pairs(text, lookup)) };
    stage.config = { ...stage.config, environment };
  },
  EXPOSE: ({ text }, { stage, lookup }) => {
    const ports = words(text, lookup).flatMap((word) => word.split(/\s+/).filter(Boolean).flatMap(portsOf));
    const exposedPorts = [...new Set([...stage.config.exposedPorts, ...ports])].sort((a, b) => a - b);
    stage.config = { ...stage.config, exposedPorts };
  },
  HEALTHCHECK: () => undefined,
  LABEL: ({ text }, { stage, lookup }) => {
    const labels = { ...stage.config.labels, ...Object.fromEntries(pairs(text, lookup)) };
    stage.config = { ...stage.config, labels };
  },
  MAINTAINER: () => undefined,
  SHELL: ({ text }, { stage }) => {
    stage.shell = jsonList(text) ?? refuse(`SHELL ${text} is no list in JSON: ["/bin/sh", "-c"]`);
  },
  STOPSIGNAL: ({ text }, { stage, lookup }) => {
    stage.config = { ...stage.config, stopSignal: expand(text, lookup) };
  },
  USER: ({ text }, { stage, lookup }) => {
    stage.config = { ...stage.config, user: expand(text, lookup) };
  },
  VOLUME: () => undefined,
  WORKDIR: ({ text }, { stage, lookup }) => {
    const workingDirectory = posix.resolve(stage.config.workingDirectory, expand(text, lookup));
    mkdirSync(within(stage.rootfs, workingDirectory), { recursive: true });
    stage.config = { ...stage.config, workingDirectory };
  },
};

function argument(statement: Statement, { stage, globals, request, lookup }: Scene): void {
  declare(statement, stage.arguments, request, lookup, (name) => globals.get(name));
}

/** Gives an argument its value: the build's, else its own, else that of one before the first FROM. */
export function declare(
  { text }: Statement,
  values: Map<string, string>,
  { buildArguments }: BuildRequest,
  lookup: Lookup,
  inherited: Lookup,
): void {
  for (const word of words(text, lookup)) {
    const [name = ""] = word.split("=", 1);
    const fallback = word.includes("=") ? word.slice(name.length + 1) : inherited(name);
    const value = Object.hasOwn(buildArguments, name) ? buildArguments[name] : fallback;
    if (value !== undefined) values.set(name, value);
  }
}

async function add(statement: Statement, scene: Scene): Promise<void> {
  const sources = wordsOf(statement, scene.lookup).slice(0, -1);
  const odd = sources.find((source) =>
    /^(https?:|git@|git:|ssh:)|\.(tar|tgz|tbz2?|txz)(\.\w+)?$/.test(source),
  );
  if (odd)
    refuse(`ADD ${odd}: nothing is fetched or unpacked; COPY files, or use --runtime docker or podman`);
  await copy(statement, scene);
}

async function copy(statement: Statement, { request, stages, stage, lookup }: Scene): Promise<void> {
  const { flags, keyword } = statement;
  const [...sources] = wordsOf(statement, lookup);
  const target = sources.pop();
  if (target === undefined || sources.length === 0) refuse(`${keyword} needs a source and a destination`);
  const from = flags.from === undefined ? undefined : stageOf(expand(flags.from, lookup), stages);
  const mode = flags.chmod === undefined ? undefined : expand(flags.chmod, lookup);
  if (mode !== undefined && !/^[0-7]{3,4}$/.test(mode))
    refuse(`--chmod=${mode}: allowed: an octal number like 755`);
  const absolute = posix.resolve(stage.config.workingDirectory, String(target));
  await copyInto({
    from: from?.rootfs ?? request.context,
    isIgnored: from ? () => false : readIgnore(request.context, request.dockerfile),
    rootfs: stage.rootfs,
    sources,
    target: /(^|\/)\.?$/.test(String(target)) ? posix.join(absolute, "/") : absolute,
    mode,
  });
}

function wordsOf({ text }: Statement, lookup: Lookup): string[] {
  return jsonList(text)?.map((word) => expand(word, lookup)) ?? words(text, lookup);
}

function stageOf(name: string, stages: readonly Building[]): Building {
  const found = stages.find((stage, index) => stage.name === name.toLowerCase() || String(index) === name);
  return (
    found ??
    refuse(`--from=${name} is no stage above; the files of another image need --runtime docker or podman`)
  );
}

function commandOf(text: string, { shell }: Building): readonly string[] {
  return jsonList(text) ?? [...shell, text];
}

/** `8080`, `8080/tcp` or `8000-8002`. */
function portsOf(text: string): number[] {
  const [, first = "", last = first] =
    /^(\d+)(?:-(\d+))?(?:\/(?:tcp|udp))?$/.exec(text) ?? refuse(`${text} is no port`);
  return Array.from(
    { length: Math.max(Number(last) - Number(first) + 1, 0) },
    (_, index) => Number(first) + index,
  );
}

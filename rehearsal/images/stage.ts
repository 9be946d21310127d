import { cpSync, mkdirSync } from "node:fs";
import type { Stage } from "./dockerfile";
import { refuse } from "./dockerfile-error";
import type { BuildRequest, ImageConfig } from "./model";
import { type Lookup, words } from "./words";

/** A stage that is being built. */
export interface Building {
  readonly name?: string;
  readonly rootfs: string;
  config: ImageConfig;
  readonly arguments: Map<string, string>;
  shell: readonly string[];
  hasCommand: boolean;
}

/** All that an instruction can look at. */
export interface Scene {
  readonly request: BuildRequest;
  readonly globals: ReadonlyMap<string, string>;
  readonly stages: readonly Building[];
  readonly stage: Building;
  readonly lookup: Lookup;
}

/** Starts a stage, on one above or with nothing. @throws InstructionError */
export function begin(
  { from }: Stage,
  rootfs: string,
  stages: readonly Building[],
  lookup: Lookup,
): Building {
  const [image = "", as, name, ...others] = words(from.text, lookup);
  if ((as !== undefined && as.toUpperCase() !== "AS") || (as && !name) || others.length > 0) {
    refuse(`FROM ${from.text}: allowed: FROM image, FROM image AS name`);
  }
  if (!image) refuse(`FROM ${from.text} names no image: give its ARG a value`);
  const base = stages.find((stage) => stage.name === image.toLowerCase());
  if (base) cpSync(base.rootfs, rootfs, { recursive: true, verbatimSymlinks: true });
  else mkdirSync(rootfs, { recursive: true });
  return {
    name: name?.toLowerCase(),
    rootfs,
    config: base?.config ?? { ...EMPTY, from: image },
    arguments: new Map(),
    shell: ["/bin/sh", "-c"],
    hasCommand: false,
  };
}

const EMPTY: Omit<ImageConfig, "from"> = {
  entrypoint: [],
  command: [],
  environment: {},
  workingDirectory: "/",
  user: "",
  exposedPorts: [],
  labels: {},
  stopSignal: "SIGTERM",
};

/** A variable of the environment hides a build argument of the same name. */
export function lookupIn(stage: Building): Lookup {
  return (name) => {
    const { environment } = stage.config;
    return Object.hasOwn(environment, name) ? environment[name] : stage.arguments.get(name);
  };
}

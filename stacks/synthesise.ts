import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { loadConfig } from "../config";
import type { Config } from "../config/schema";
import { UserError } from "../config/user-error";
import { EcsBlueGreen } from "./ecs-blue-green";
import { StateBackend } from "./state-backend";
import type { SystemStack } from "./system-stack";

export interface SynthesiseOptions {
  /** Folder to write to. @default "cdktf.out" */
  readonly output?: string;
  /** Environment of the configuration. @default - `BLUEGREEN_ENV` */
  readonly environment?: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface Synthesis {
  readonly output: string;
  /** What was written: a stack's id, and its Terraform JSON. */
  readonly stacks: readonly { readonly id: string; readonly file: string }[];
}

/**
 * Writes every stack of the configuration as Terraform JSON.
 * @throws UserError where the configuration, the infrastructure or the folder is not fit; nothing is written then
 */
export function synthesise({ output = "cdktf.out", environment, env }: SynthesiseOptions): Synthesis {
  const { config } = loadConfig({ environment, env });
  assertWritable(output);
  const app = new App({ outdir: output });
  const stacks = addStacks(app, config);
  app.synth();
  return {
    output,
    stacks: stacks.map(({ node: { id } }) => ({ id, file: join(output, "stacks", id, "cdk.tf.json") })),
  };
}

/** The stacks that a configuration asks for. */
export function addStacks(app: App, config: Config): SystemStack[] {
  const { state } = config;
  const stacks: SystemStack[] = [new EcsBlueGreen(app, "ecs-blue-green", { config })];
  if (state.backend === "s3") stacks.push(new StateBackend(app, "state-backend", { ...state, config }));
  return stacks;
}

function assertWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UserError(
      `cannot write to the output folder '${folder}' (${(error as NodeJS.ErrnoException).code}): choose a folder that you may write to, or mend its permissions`,
    );
  }
}

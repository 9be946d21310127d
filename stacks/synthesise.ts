import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { type Config, loadConfig, UserError } from "../config";
import type { SystemId } from "../config/schema/systems";
import { type PolicyReport, RulePack, writePolicyReport } from "../modules/policy";
import { Ec2EfsBlueGreen } from "./ec2-efs-blue-green";
import { Ec2Rolling } from "./ec2-rolling";
import { EcsBlueGreen } from "./ecs-blue-green";
import { EcsRolling } from "./ecs-rolling";
import { GoldenAmiBlueGreen } from "./golden-ami-blue-green";
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
  readonly policy: PolicyReport;
}

/**
 * Writes every stack of the configuration as Terraform JSON, and what the rule pack found.
 * @throws UserError where the configuration, the infrastructure or the folder is not fit; no stack is written then
 */
export function synthesise({ output = "cdktf.out", environment, env }: SynthesiseOptions): Synthesis {
  const { config, environment: chosen } = loadConfig({ environment, env });
  assertWritable(output);
  const app = new App({ outdir: output });
  const stacks = addStacks(app, config, chosen);
  const pack = new RulePack();
  // Before anything is written, rather than as an Aspect in the midst of it.
  for (const stack of stacks) pack.visit(stack);
  const policy = pack.report();
  writePolicyReport(output, policy);
  assertSafe(policy);
  app.synth();
  return {
    output,
    stacks: stacks.map(({ node: { id } }) => ({ id, file: join(output, "stacks", id, "cdk.tf.json") })),
    policy,
  };
}

type System = (app: App, props: { readonly config: Config; readonly environment?: string }) => SystemStack;

/** How each system is made. */
const MAKE: Readonly<Record<SystemId, System>> = {
  "ecs-blue-green": (app, props) => new EcsBlueGreen(app, "ecs-blue-green", props),
  "golden-ami-blue-green": (app, props) => new GoldenAmiBlueGreen(app, "golden-ami-blue-green", props),
  "ec2-efs-blue-green": (app, props) => new Ec2EfsBlueGreen(app, "ec2-efs-blue-green", props),
  "ec2-rolling": (app, props) => new Ec2Rolling(app, "ec2-rolling", props),
  "ecs-rolling": (app, props) => new EcsRolling(app, "ecs-rolling", props),
};

/** The stacks that a configuration asks for. */
export function addStacks(app: App, config: Config, environment?: string): SystemStack[] {
  const { state, systems } = config;
  const stacks = systems.map((system) => MAKE[system](app, { config, environment }));
  if (state.backend === "s3") stacks.push(new StateBackend(app, "state-backend", { ...state, config }));
  return stacks;
}

/** CDKTF would write some stacks before it came to the one that fails. */
function assertSafe({ findings, summary }: PolicyReport): void {
  if (summary.errors === 0) return;
  const errors = findings.filter(({ level, suppressed }) => level === "error" && suppressed === undefined);
  const lines = errors.map(({ rule, path, message }) => `  ${rule} ${path}\n    ${message}`);
  throw new UserError(
    `The infrastructure breaks rules in ${errors.length === 1 ? "one place" : `${errors.length} places`} (docs/policy-rules.md says what to do), so nothing was written:\n${lines.join("\n")}`,
  );
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

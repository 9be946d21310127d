import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../config/user-error";
import type { TerraformJson } from "../cost";

/** A synthesised stack. */
export interface SynthesisedStack {
  readonly name: string;
  /** Path of its `cdk.tf.json`. */
  readonly file: string;
  readonly json: TerraformJson;
}

/**
 * Reads what `bluegreen synth` wrote.
 *
 * @param folder the folder that was written to
 * @param name one stack. @default - all of them
 * @throws UserError where there is no such folder or stack
 */
export function readSynthesised(folder: string, name?: string): SynthesisedStack[] {
  const manifest = join(folder, "manifest.json");
  if (!existsSync(manifest)) {
    throw new UserError(
      `${folder} holds no synthesised stacks: run bluegreen synth --output ${folder} first`,
    );
  }
  const { stacks } = JSON.parse(readFileSync(manifest, "utf8")) as {
    stacks: Record<string, { synthesizedStackPath: string }>;
  };
  const chosen = Object.entries(stacks).filter(([stack]) => name === undefined || stack === name);
  if (chosen.length === 0) {
    throw new UserError(`${folder} holds no stack ${name}: choose one of ${Object.keys(stacks).join(", ")}`);
  }
  return chosen.map(([stack, { synthesizedStackPath }]) => {
    const file = join(folder, synthesizedStackPath);
    return { name: stack, file, json: JSON.parse(readFileSync(file, "utf8")) };
  });
}

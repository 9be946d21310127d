import { existsSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { UserError } from "../config/user-error";
import { packageRoot } from "../package-root";
import { releasesAnApplication } from "../release-check/ci-facts";
import type { SynthesisedStack } from "./synthesised";

/** What is wrong with the line that was typed is wrong usage. */
export async function usable<T>(command: Command, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) command.error(error.message);
    throw error;
  }
}

/**
 * The stack that is meant, of those that were synthesised.
 *
 * @throws UserError where it is not clear
 */
export function releasing(stacks: readonly SynthesisedStack[]): SynthesisedStack {
  const [only] = stacks;
  if (only && stacks.length === 1) return only;
  const [first, ...others] = stacks.filter(({ json }) => releasesAnApplication(json));
  if (first && others.length === 0) return first;
  const names = (first ? [first, ...others] : stacks).map(({ name }) => name).join(", ");
  throw new UserError(
    first
      ? `several stacks release an application: choose one of ${names}`
      : `no stack among ${names} releases an application: choose others with bluegreen synth --systems`,
  );
}

/**
 * The folder as it is shown: from where the command was started.
 * @throws UserError where there is none
 */
export function applicationFolder(stack: string, chosen: string | undefined): string {
  const folder = chosen ?? relative(process.cwd(), join(packageRoot(__dirname), "app-sample", stack));
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
  throw new UserError(
    chosen === undefined
      ? `${stack} has no sample: name your application's folder with --app`
      : `${chosen} is no folder: name your application's with --app`,
  );
}

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Calls } from "../../aws/calls";
import { machineClock } from "../../aws/clock";
import { CallError } from "../../aws/failure";
import { UserError } from "../../config/user-error";
import { examine } from "../../operate/doctor/examine";
import type { Line } from "../../operate/doctor/model";
import { type Needs, needsOf } from "../../operate/doctor/needs";
import { engines } from "../../package.json";
import { releasing } from "../application";
import { readSynthesised } from "../synthesised";
import type { Terminal } from "../terminal";
import type { OperatorFlags } from "./flags";
import { withCalls } from "./open-operator";
import type { Paint } from "./paint";

export interface DoctorFlags extends OperatorFlags {
  readonly output: string;
}

/** Looks at this machine, and at AWS as far as it lets itself be asked. */
export async function doctor(
  stack: string | undefined,
  flags: DoctorFlags,
  { env }: Terminal,
): Promise<readonly Line[]> {
  const needs = await needsFrom(stack, flags, env);
  const planned = "unknown" in needs ? undefined : needs.region;
  const region = flags.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || planned);
  const surroundings = { env, signal: new AbortController().signal };
  return withCalls({ ...flags, region }, surroundings, async (calls) =>
    examine({
      env,
      node: process.versions.node,
      wantedNode: engines.node,
      needs,
      region: region ?? (await regionFound(calls)),
      calls,
      clock: machineClock,
    }),
  );
}

/** Where AWS is asked though nothing of the stack is known, such as in the region of a profile. */
async function regionFound(calls: Calls): Promise<string | undefined> {
  const { STSClient } = await import("@aws-sdk/client-sts");
  try {
    return await calls.region("sts", STSClient);
  } catch (error) {
    if (error instanceof CallError && error.refusal === "region") return undefined;
    throw error;
  }
}

/** What was synthesised says what is needed; else the configuration does, synthesised to a folder that goes again. */
async function needsFrom(
  stack: string | undefined,
  { output, name }: DoctorFlags,
  env: NodeJS.ProcessEnv,
): Promise<Needs | { readonly unknown: string }> {
  const isThere = existsSync(join(output, "manifest.json"));
  const folder = isThere ? output : mkdtempSync(join(tmpdir(), "bluegreen-doctor-"));
  try {
    if (!isThere) (await import("../../stacks/synthesise")).synthesise({ output: folder, env });
    const { name: id, file, json } = releasing(readSynthesised(folder, stack));
    const lock = join(dirname(file), ".terraform.lock.hcl");
    const needs = needsOf(id, json, existsSync(lock) ? readFileSync(lock, "utf8") : undefined);
    return name === undefined ? needs : { ...needs, system: name };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unknown: `it is not known what the stack needs: ${error.message.split("\n")[0]}` };
  } finally {
    if (!isThere) rmSync(folder, { recursive: true });
  }
}

/** A line each: how it is, what it is, and what to do about it. */
export function doctorLines(lines: readonly Line[], { good, bad, dim }: Paint): string[] {
  const paints = { ok: good, problem: bad, "not checked": dim };
  return lines.map(({ status, text, remedy }) => {
    const word = paints[status](status.padEnd("not checked".length));
    return `${word}  ${text}${remedy === undefined ? "" : `; ${remedy}`}`;
  });
}

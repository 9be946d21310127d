import { isDeepStrictEqual } from "node:util";
import { backendOf, checkBackend } from "./backend";
import { checkEndpointPlan } from "./endpoint-plan";
import { checkKept } from "./kept";
import { checkNextPlan } from "./next-plan";
import type { Expectations } from "./row";
import type { Terraform } from "./terraform";
import type { Backend, TerraformJson } from "./terraform-json";
import { testFile } from "./test-file";
import { type Change, runTest } from "./test-run";

export interface StackCheck {
  /** Where the stack was synthesised. */
  readonly folder: string;
  readonly json: TerraformJson;
  readonly expectations: readonly Expectations[];
  /** Where its state must be kept. @default - anywhere */
  readonly backend?: Backend;
  /** Whether the next plan after a release is looked at. */
  readonly released: boolean;
}

/**
 * Puts one stack through Terraform.
 *
 * @returns how much was asserted
 * @throws Error with what failed, in full
 */
export async function checkStack(
  terraform: Terraform,
  stack: StackCheck,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { folder, json, expectations } = stack;
  if (stack.backend && !isDeepStrictEqual(backendOf(json), stack.backend)) {
    const [kept, expected] = [backendOf(json), stack.backend].map((backend) => JSON.stringify(backend));
    throw new Error(`the state is kept by ${kept}, expected ${expected}`);
  }
  await checkBackend(terraform, `${folder}-backend`, json);
  await terraform.succeed(folder, "init", "-backend=false");
  await terraform.succeed(folder, "validate");
  const kept = await checkKept(terraform, folder, json);
  const { plan = [] } = await runTest(terraform, folder, testFile(json, expectations));
  const counted = expectations.map(({ counts = {} }) => checkCounts(plan, counts));
  const nextPlan = stack.released ? await checkNextPlan(terraform, folder, json) : 0;
  const endpointPlan = env.AWS_ENDPOINT_URL ? await checkEndpointPlan(terraform, folder, env) : 0;
  const conditions = expectations.flatMap(({ planned = {}, applied = {} }) => [
    ...Object.keys(planned),
    ...Object.keys(applied),
  ]);
  const backends = stack.backend ? 2 : 1;
  return [...counted, conditions.length, backends, kept, nextPlan, endpointPlan].reduce(
    (sum, count) => sum + count,
  );
}

function checkCounts(plan: readonly Change[], counts: Readonly<Record<string, number>>): number {
  const wrong = Object.entries(counts).flatMap(([type, expected]) => {
    const made = plan.filter(
      (change) => change.type === type && change.change.actions.includes("create"),
    ).length;
    return made === expected ? [] : [`${type}: ${made}, expected ${expected}`];
  });
  if (wrong.length > 0) throw new Error(`the plan makes another number of resources\n${wrong.join("\n")}`);
  return Object.keys(counts).length;
}

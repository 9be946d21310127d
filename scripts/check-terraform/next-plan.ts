import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { movesOf, RELEASED_VARIABLE, releasedOverride, releasedTestFile } from "./released";
import type { Terraform } from "./terraform";
import type { TerraformJson } from "./terraform-json";
import { type Change, runTest } from "./test-run";

/**
 * Proves that the plan after a release is empty, and that it would not be without the stack's `ignore_changes`.
 *
 * @param folder an initialised stack; it is copied
 * @returns how much was asserted
 * @throws Error with what the plan would change, or fails to change without the guard
 */
export async function checkNextPlan(
  terraform: Terraform,
  folder: string,
  json: TerraformJson,
): Promise<number> {
  const copy = `${folder}-released`;
  cpSync(folder, copy, { recursive: true });
  writeFileSync(join(copy, "released.tf.json"), JSON.stringify(RELEASED_VARIABLE));
  const moves = movesOf(json);
  const nextPlan = async (guarded: boolean): Promise<readonly Change[]> => {
    const override = releasedOverride(moves, { guarded });
    writeFileSync(join(copy, "released_override.tf.json"), JSON.stringify(override, null, 2));
    const { next_plan = [] } = await runTest(terraform, copy, releasedTestFile(json, override));
    return next_plan;
  };

  const changed = (await nextPlan(true)).filter(({ change }) => change.actions.join() !== "no-op");
  if (changed.length > 0) {
    throw new Error(`the plan after a release is not empty:\n${changed.map(describe).join("\n")}`);
  }
  const unguarded = new Map((await nextPlan(false)).map((change) => [change.address, change]));
  const unmoved = moves.filter(
    ({ resource, attribute }) => !differs(unguarded.get(resource.address), attribute),
  );
  if (unmoved.length > 0) {
    const names = unmoved.map(({ resource, attribute }) => `${resource.address}.${attribute}`);
    throw new Error(`without ignore_changes the plan after a release would leave alone: ${names.join(", ")}`);
  }
  return 1 + moves.length;
}

function differs(planned: Change | undefined, attribute: string): boolean {
  return (
    planned !== undefined &&
    !isDeepStrictEqual(planned.change.before?.[attribute], planned.change.after?.[attribute])
  );
}

function describe({ address, change: { actions, before, after } }: Change): string {
  const attributes = Object.keys({ ...before, ...after }).filter(
    (attribute) => !isDeepStrictEqual(before?.[attribute], after?.[attribute]),
  );
  return `  ${address}: ${actions.join(", ")} (${attributes.join(", ")})`;
}

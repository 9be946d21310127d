import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isPlainObject } from "../../config/plain-object";
import type { Terraform } from "./terraform";
import { type Resource, resources, type TerraformJson } from "./terraform-json";
import { testFile } from "./test-file";
import { runTest } from "./test-run";

/**
 * Proves that a destroy stops at everything that is to outlive it. After that an override lets all of it go: at its end
 * each test destroys what it has made.
 *
 * @param folder an initialised stack
 * @returns how much was asserted
 * @throws Error with what a destroy would take along
 * @see https://developer.hashicorp.com/terraform/language/files/override
 */
export async function checkKept(terraform: Terraform, folder: string, json: TerraformJson): Promise<number> {
  const kept = resources(json).filter(isKept);
  if (kept.length === 0) return 0;
  const stopped = await runTest(terraform, folder, testFile(json, [])).then(
    () => "",
    ({ message }: Error) => message,
  );
  const lost = kept.filter(
    ({ address }) => !stopped.includes(`${address} has lifecycle.prevent_destroy set`),
  );
  if (lost.length > 0) {
    const names = lost.map(({ address }) => address).join(", ");
    throw new Error(`a destroy would take along: ${names}${stopped && `\n\n${stopped}`}`);
  }
  writeFileSync(join(folder, "kept_override.tf.json"), JSON.stringify(lettingGo(kept), null, 2));
  return kept.length;
}

function isKept({ attributes: { lifecycle } }: Resource): boolean {
  return isPlainObject(lifecycle) && lifecycle.prevent_destroy === true;
}

function lettingGo(kept: readonly Resource[]): object {
  const resource: Record<string, Record<string, object>> = {};
  for (const { type, name } of kept) {
    resource[type] ??= {};
    resource[type][name] = { lifecycle: { prevent_destroy: false } };
  }
  return { resource };
}

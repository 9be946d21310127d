import type { Conditions } from "../row";
import { resources, type TerraformJson } from "../terraform-json";

/** A condition for each resource of a type. */
export function each(
  json: TerraformJson,
  type: string,
  what: string,
  condition: (address: string, name: string) => string,
): Conditions {
  return Object.fromEntries(
    resources(json, type).map(({ address, name }) => [`${address} ${what}`, condition(address, name)]),
  );
}

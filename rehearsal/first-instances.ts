import { UserError } from "../config/user-error";
import type { Fleet } from "./fleet/model";
import type { Functions } from "./hooks/model";
import type { FleetSystem } from "./stack/model";

/**
 * What the first apply makes of instances: the groups that Terraform owns, and those that a function makes for it.
 *
 * @returns the names of the groups, as the deployment group is given them
 * @throws UserError where a function fails: so would the apply
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_invocation
 */
export async function firstInstances(
  { groups, invocations }: Pick<FleetSystem, "groups" | "invocations">,
  fleet: Fleet,
  functions: Functions,
  say: (source: string, text: string) => void,
): Promise<string[]> {
  const names = groups.map((settings) => fleet.create(settings).settings.name);
  for (const { function: name, input } of invocations) {
    const event = { ...JSON.parse(input), tf: { action: "create", prev_input: null } };
    const result = await functions.invoke(name, event, (line) => say(name, line));
    if (result.ended !== "returned") {
      throw new UserError(`the first apply fails, as its function ${name} does: ${result.error}`);
    }
    const { group } = Object(result.value) as { group?: unknown };
    if (typeof group === "string") names.push(group);
  }
  return names;
}

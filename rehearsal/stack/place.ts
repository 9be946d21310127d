import type { Attributes } from "../../modules/policy/block";

/**
 * The place of a resource, from 1, among those of its type that are named as it is, in the order in which Terraform makes
 * them: one that depends on another comes after it, all others as they are written.
 *
 * @param name in the JSON
 * @param siblings every resource of its type, itself too
 * @param type such as `aws_ecs_task_definition`
 * @param named the attribute that bears the name. @default - it bears none, and stands alone
 */
export function placeOf(
  name: string,
  siblings: Readonly<Record<string, Attributes>>,
  type: string,
  named: string | undefined,
): number {
  if (named === undefined) return 1;
  const alike = Object.keys(siblings).filter((other) => siblings[other]?.[named] === siblings[name]?.[named]);
  const dependsOn = (one: string, other: string) =>
    [siblings[one]?.depends_on ?? []].flat().includes(`${type}.${other}`);
  const isBefore = (other: string) => {
    if (dependsOn(name, other) || dependsOn(other, name)) return dependsOn(name, other);
    return alike.indexOf(other) < alike.indexOf(name);
  };
  return 1 + alike.filter((other) => other !== name && isBefore(other)).length;
}

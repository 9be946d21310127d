/**
 * The oldest AWS provider that knows everything an engine uses. Default stacks keep to what 5.100 and 6.x share;
 * ECS's own linear and canary shifts came with 6.25.
 */
export const ENGINE_NEEDS = { codedeploy: "5.100.0", native: "6.25.0" } as const;

/** The constraint for an engine where the configuration names none. */
export function providerConstraint(engine: keyof typeof ENGINE_NEEDS): string {
  return `>= ${ENGINE_NEEDS[engine]}, < 7.0.0`;
}

const CLAUSE = /^(>=|>|<=|<|~>|=|!=)?\s*(\d+(?:\.\d+){0,2})$/;

/** Whether a text is a Terraform version constraint that says how old a version may be. */
export function isVersionRange(constraint: string): boolean {
  return (
    constraint.split(",").every((clause) => CLAUSE.test(clause.trim())) &&
    lowestVersion(constraint) !== undefined
  );
}

/** The lower bound of a constraint, three numbers long. */
export function lowestVersion(constraint: string): string | undefined {
  const bounds = constraint
    .split(",")
    .map((clause) => CLAUSE.exec(clause.trim()))
    .filter((match) => match !== null && !["<", "<=", "!="].includes(match[1] ?? "="))
    .map((match) => [...(match?.[2] ?? "").split("."), "0", "0"].slice(0, 3).join("."));
  return bounds.sort(compareVersions).at(-1);
}

/** Orders versions, the oldest first. */
export function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

import { compareVersions } from "../../config/schema/provider-version";

const CLAUSE = /^(>=|>|<=|<|~>|!=|=)?\s*v?(\d+(?:\.\d+){0,2})$/;

type Holds = (order: number, version: string, bound: string) => boolean;

const HOLDS: Readonly<Record<string, Holds>> = {
  ">=": (order) => order >= 0,
  ">": (order) => order > 0,
  "<=": (order) => order <= 0,
  "<": (order) => order < 0,
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  // Only what stands last may grow.
  "~>": (order, version, bound) =>
    order >= 0 && version.startsWith(`${bound.split(".").slice(0, -1).join(".")}.`),
};

/**
 * Whether a version is one that a constraint of Terraform's, or of npm's, allows.
 * @see https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function satisfies(version: string, constraint: string): boolean {
  return constraint.split(",").every((clause) => {
    const [, operator = "=", bound = ""] = CLAUSE.exec(clause.trim()) ?? [];
    if (bound === "") return false;
    const whole = [...bound.split("."), "0", "0"].slice(0, 3).join(".");
    return HOLDS[operator]?.(compareVersions(version, whole), version, bound) ?? false;
  });
}

import { type Machine, readInside } from "./machine";
import { BASE_PACKAGES, INSTALLED } from "./packages";

/** Names of the packages that an instance has. */
export function installedPackages(machine: Pick<Machine, "sandbox">): string[] {
  const added = (readInside(machine, INSTALLED) ?? "").split("\n").filter(Boolean);
  return [...new Set([...BASE_PACKAGES, ...added])].sort();
}

export function isInstalled(machine: Pick<Machine, "sandbox">, name: string): boolean {
  return installedPackages(machine).includes(name);
}

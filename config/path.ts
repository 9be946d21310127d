import type { Path } from "./schema/inspect";

/** Writes a place as it would be written in code: `deployment.checks[0].path`, `tags["a b"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text ? `${text}.${name}` : name;
  }, "");
}

/** How much of a place is there: the number of keys, from the first, that lead to a value. */
export function depthOf(path: Path, value: unknown): number {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== "object" || value === null || !Object.hasOwn(value, key))
    return 0;
  const next = (value as Record<PropertyKey, unknown>)[key];
  return next === undefined ? 0 : 1 + depthOf(rest, next);
}

/** The value at a place, or `undefined` where there is none. */
export function valueAt(path: Path, value: unknown): unknown {
  if (depthOf(path, value) < path.length) return undefined;
  return path.reduce((here, key) => (here as Record<PropertyKey, unknown>)[key], value);
}

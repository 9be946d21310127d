/** What JSON and YAML call an object or a map. */
export type Attributes = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects in a list; none where there is no list. */
export function objects(value: unknown): Attributes[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/**
 * A task definition laid over another as the sample's build does it: objects merge, lists of named things merge by
 * name, all else of `top` replaces what lies below.
 */
export function overlay(base: unknown, top: unknown): unknown {
  if (top === undefined) return base;
  if (isObject(base) && isObject(top)) {
    const keys = Object.keys({ ...base, ...top });
    return Object.fromEntries(keys.map((key) => [key, overlay(base[key], top[key])]));
  }
  if (isNamedList(base) && isNamedList(top)) {
    const names = new Set([...base, ...top].map(({ name }) => name));
    const named = (list: readonly Attributes[], name: unknown) => list.find((item) => item.name === name);
    return [...names].map((name) => overlay(named(base, name), named(top, name)));
  }
  return top;
}

function isNamedList(value: unknown): value is readonly Attributes[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item) && item.name);
}

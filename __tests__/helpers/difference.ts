import { isDeepStrictEqual } from "node:util";
import type { Attributes, Template } from "./template";

/** What a change of settings does, by the address of a block. */
export interface Difference {
  readonly added: string[];
  readonly removed: string[];
  /** Blocks on both sides, and what is new in each: `{ "attribute.0.part": value }`, `undefined` where it is gone. */
  readonly changed: Record<string, Record<string, unknown>>;
}

/** Compares two syntheses of a stack. */
export function difference(before: Template, after: Template): Difference {
  const [old, fresh] = [before.blocks, after.blocks];
  const changed = Object.keys(old).filter(
    (address) => address in fresh && !isDeepStrictEqual(old[address], fresh[address]),
  );
  return {
    added: only(fresh, old),
    removed: only(old, fresh),
    changed: Object.fromEntries(
      changed.map((address) => [address, news(leaves(old[address]), leaves(fresh[address]))]),
    ),
  };
}

function only(these: object, others: object): string[] {
  return Object.keys(these)
    .filter((address) => !(address in others))
    .sort();
}

function news(old: Attributes, fresh: Attributes): Attributes {
  const paths = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].sort();
  return Object.fromEntries(
    paths.filter((path) => !isDeepStrictEqual(old[path], fresh[path])).map((path) => [path, fresh[path]]),
  );
}

/** Every value in a block by its path; a document that is JSON in a text is looked into like the rest. */
function leaves(value: unknown, path = ""): Attributes {
  const inner = typeof value === "string" && /^[[{]"?/.test(value) ? parsed(value) : value;
  if (isLeaf(inner)) return { [path]: inner };
  const parts = Array.isArray(inner) ? labelled(inner) : Object.entries(inner as object);
  return Object.assign({}, ...parts.map(([key, part]) => leaves(part, path ? `${path}.${key}` : key)));
}

function isLeaf(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item !== "object");
  return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}

/** Items of a list by what they are called, so that one more does not move all behind it. */
function labelled(items: readonly Attributes[]): [string, Attributes][] {
  const labels = items.map(
    ({ name, key, id, Sid, ...statement }) => name ?? key ?? id ?? Sid ?? does(statement),
  );
  const unique = labels.every((label) => label !== undefined) && new Set(labels).size === labels.length;
  return items.map((item, index) => [unique ? labels[index] : String(index), item]);
}

/** What a statement of a policy is called: one that denies may name the same actions as one that allows. */
function does({ Effect, Action }: Attributes): string | undefined {
  return Action && (Effect === "Deny" ? `Deny ${Action[0]}` : Action[0]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

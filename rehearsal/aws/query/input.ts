import type { ActionInput } from "../actions";
import type { QueryService } from "./services";

/** A structure or a list that is being read; leaves are texts. */
type Tree = Map<string, Tree | string>;

/**
 * Reads the parameters of a request as the structure that they were written from: `Tags.member.1.Key=a` is
 * `{ Tags: [{ Key: "a" }] }`. Numbers stay texts, for nothing in the request tells them from texts; `true` and `false`
 * become booleans.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#query-key-resolution
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#query-key-resolution
 */
export function readQueryInput(parameters: URLSearchParams, service: QueryService): ActionInput {
  const root: Tree = new Map();
  for (const [key, value] of parameters)
    if (key !== "Action" && key !== "Version") put(root, key.split("."), value);
  return structure(root, service) as ActionInput;
}

function put(tree: Tree, path: readonly string[], value: string): void {
  const [head = "", ...rest] = path;
  if (rest.length === 0) {
    tree.set(head, value);
    return;
  }
  const found = tree.get(head);
  const inner: Tree = found instanceof Map ? found : new Map();
  tree.set(head, inner);
  put(inner, rest, value);
}

function valueIn(tree: Tree | string, service: QueryService): unknown {
  if (typeof tree === "string") return tree === "true" || tree === "false" ? tree === "true" : tree;
  const member = tree.get("member");
  if (tree.size === 1 && member instanceof Map) return list(member, service);
  const entries = tree.get("entry");
  if (tree.size === 1 && entries instanceof Map) return map(entries, service);
  return isList(tree) ? list(tree, service) : structure(tree, service);
}

function isList(tree: Tree): boolean {
  return tree.size > 0 && [...tree.keys()].every((key) => /^\d+$/.test(key));
}

function list(tree: Tree, service: QueryService): unknown[] {
  return [...tree]
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, item]) => valueIn(item, service));
}

function map(entries: Tree, service: QueryService): Record<string, unknown> {
  const pairs = [...entries.values()].flatMap((entry) =>
    entry instanceof Map ? [[String(entry.get("key")), valueIn(entry.get("value") ?? "", service)]] : [],
  );
  return Object.fromEntries(pairs);
}

function structure(tree: Tree, service: QueryService): Record<string, unknown> {
  return Object.fromEntries(
    [...tree].map(([key, item]) => {
      const value = valueIn(item, service);
      return [Array.isArray(value) ? service.listName(key) : key, value];
    }),
  );
}

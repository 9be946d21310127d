import type * as z from "zod";
import { formatPath, valueAt } from "./path";
import { isPlainObject } from "./plain-object";
import { fileSchema } from "./schema";
import { discriminatorOf, kindsWith, type Path, type Place, placeAt } from "./schema/inspect";
import { show } from "./show";
import { suggest } from "./suggest";
import { variableFor } from "./variables";

/** What is wrong with a configuration, before it is known which file, environment or variable it comes from. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly received?: string;
  readonly allowed?: string;
  readonly remedy: string;
}

type Issue = z.core.$ZodIssue;

/** Says in full what each issue is about. */
export function findings(issues: readonly Issue[], config: unknown): Finding[] {
  return issues.flatMap(flatten).map((issue) => describe(issue, config));
}

/** Brings an issue down to single settings: each unknown key, and within a union what is wrong with the variant meant. */
function flatten(issue: Issue): Issue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] }));
  }
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.find((errors) => errors.length > 0 && errors.every(isInside));
  if (!meant) return [issue];
  return meant.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** Whether a value had the right type and only a part of it is wrong. */
function isInside({ code, path }: Issue): boolean {
  return path.length > 0 || code === "unrecognized_keys";
}

function describe(issue: Issue, config: unknown): Finding {
  const { path, message } = issue;
  if (issue.code === "unrecognized_keys") return { path, message, ...describeUnknownKey(path, config) };
  const place = placeAt(fileSchema, path, config);
  const params: Partial<Finding> = (issue.code === "custom" && issue.params) || {};
  return {
    path,
    message,
    received: issue.code === "invalid_key" ? show(path.at(-1)) : received(place, valueAt(path, config)),
    allowed: params.allowed ?? place.meta.allowed ?? `an object of ${place.keys.join(", ")}`,
    remedy: params.remedy ?? remedy(issue, place, valueAt(path, config)),
  };
}

function received({ meta, default: fallback }: Place, value: unknown): string | undefined {
  if (value === undefined) return fallback === undefined ? undefined : `${show(fallback)} (the default)`;
  return meta.confidential ? "not shown, for it may be a secret" : show(value);
}

function remedy(issue: Issue, place: Place, value: unknown): string {
  const meant = typeof value === "string" && suggest(value, choices(issue));
  if (meant) return `did you mean ${show(meant)}?`;
  if (value === undefined) {
    const variable = variableFor(issue.path);
    return `add ${formatPath(issue.path)}${variable ? `, or set ${variable}` : ""}`;
  }
  if (isPlainObject(place.default) || place.optional) return "change it, or leave it out";
  return place.default === undefined ? "change it" : `change it; the default is ${show(place.default)}`;
}

/** The texts that an issue would have taken. */
function choices(issue: Issue): string[] {
  switch (issue.code) {
    case "invalid_value":
      return issue.values.map(String);
    case "invalid_union":
      return issue.errors.flat().flatMap(choices);
    default:
      return [];
  }
}

function describeUnknownKey(path: Path, config: unknown): Pick<Finding, "allowed" | "remedy"> {
  const key = String(path.at(-1));
  const group = path.slice(0, -1);
  const { schema, keys } = placeAt(fileSchema, group, config);
  const others = keys.filter((known) => known !== key);
  return { allowed: others.join(", "), remedy: kindRemedy(schema, key, group) ?? keyRemedy(key, others) };
}

function kindRemedy(schema: Place["schema"], key: string, group: Path): string | undefined {
  const kinds = kindsWith(schema, key).map(show);
  if (kinds.length === 0) return undefined;
  const discriminator = formatPath([...group, discriminatorOf(schema)?.key ?? ""]);
  return `take it out, or set ${discriminator} to ${kinds.join(" or ")}, to which it belongs`;
}

function keyRemedy(key: string, keys: readonly string[]): string {
  const meant = suggest(key, keys);
  return meant ? `did you mean ${meant}?` : "take it out";
}

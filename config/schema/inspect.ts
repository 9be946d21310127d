import * as z from "zod";
import type { SettingMeta } from "./setting";

/** A place in a configuration: `["deployment", "checks", 0, "path"]`. */
export type Path = readonly PropertyKey[];

/** A schema without its wrappers, and what they say. */
export interface Unwrapped {
  readonly schema: z.core.$ZodTypes;
  readonly meta: Partial<SettingMeta>;
  readonly optional: boolean;
  readonly default?: unknown;
}

/** What the schema says of a place in a configuration. */
export interface Place extends Unwrapped {
  /** The settings that may stand here, where it is a group. */
  readonly keys: readonly string[];
}

/** Takes defaults and `optional` off a schema. */
export function unwrap(wrapped: z.core.$ZodType): Unwrapped {
  const schema = wrapped as z.core.$ZodTypes;
  const meta: Partial<SettingMeta> = z.globalRegistry.get(wrapped) ?? {};
  const { def } = schema._zod;
  switch (def.type) {
    case "default":
    case "prefault": {
      const inner = unwrap(def.innerType);
      return { ...inner, meta: { ...inner.meta, ...meta }, default: def.defaultValue };
    }
    case "optional": {
      const inner = unwrap(def.innerType);
      return { ...inner, meta: { ...inner.meta, ...meta }, optional: true };
    }
    default:
      return { schema, meta, optional: false };
  }
}

/**
 * Finds the schema of a place. Where its own says nothing of what is allowed there (an element of a list, say), the
 * words are those of the setting around it.
 *
 * @param value the configuration: it decides between the variants of a union
 */
export function placeAt(root: z.core.$ZodType, path: Path, value: unknown): Place {
  let place = unwrap(root);
  let meta = place.meta;
  let here = value;
  for (const key of path) {
    const child = childOf(place.schema, key, here);
    if (!child) return { schema: place.schema, meta, optional: false, keys: [] };
    place = unwrap(child);
    if (place.meta.allowed !== undefined) meta = place.meta;
    here = (here as Record<PropertyKey, unknown> | undefined)?.[key];
  }
  return { ...place, meta, keys: Object.keys(shapeOf(place.schema, here)) };
}

/** The schema under a key: of a setting, an element or an entry. */
export function childOf(
  schema: z.core.$ZodTypes,
  key: PropertyKey,
  value: unknown,
): z.core.$ZodType | undefined {
  const { def } = schema._zod;
  if (def.type === "array") return def.element;
  if (def.type === "record") return def.valueType;
  const shape = shapeOf(schema, value);
  return Object.hasOwn(shape, key) ? shape[key as string] : undefined;
}

/** The key that tells the variants of a union apart, and the variant meant where a value names none. */
export function discriminatorOf({
  _zod: { def },
}: z.core.$ZodTypes): { key: string; fallback: unknown } | undefined {
  if (def.type !== "union" || !("discriminator" in def)) return undefined;
  const key = def.discriminator as string;
  const fields = def.options.map((option) => shapeOf(unwrap(option).schema)[key] as z.core.$ZodType);
  return { key, fallback: fields.map((field) => unwrap(field).default).find((name) => name !== undefined) };
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** The settings of a group; of a union those of the variant that a value chooses, else of its first group. */
export function shapeOf(schema: z.core.$ZodTypes, value?: unknown): Shape {
  const { def } = schema._zod;
  if (def.type === "object") return def.shape;
  if (def.type !== "union") return {};
  const shapes = def.options.map((option) => shapeOf(unwrap(option).schema));
  return shapes.find((shape) => isChosen(shape, discriminatorOf(schema)?.key, value)) ?? firstGroup(shapes);
}

function isChosen(shape: Shape, discriminator: string | undefined, value: unknown): boolean {
  const field = discriminator === undefined ? undefined : shape[discriminator];
  if (!discriminator || !field) return false;
  return z.safeParse(field, (value as Record<string, unknown> | undefined)?.[discriminator]).success;
}

function firstGroup(shapes: readonly Shape[]): Shape {
  return shapes.find((shape) => Object.keys(shape).length > 0) ?? {};
}

/** The kinds of a union that have a setting: `s3` for `bucket` in `state`. */
export function kindsWith(schema: z.core.$ZodTypes, key: string): string[] {
  const { def } = schema._zod;
  const discriminator = discriminatorOf(schema)?.key;
  if (def.type !== "union" || discriminator === undefined) return [];
  return def.options
    .map((option) => shapeOf(unwrap(option).schema))
    .filter((shape) => Object.hasOwn(shape, key))
    .flatMap((shape) => [...(shape[discriminator]?._zod.values ?? [])].map(String));
}

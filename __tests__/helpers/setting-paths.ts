import type { z } from "zod";

/** What is read of a schema, whatever its kind. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly options?: readonly z.ZodType[];
  readonly element?: z.ZodType;
}

/** Every setting that a schema knows, as a path such as `app.healthCheck.path`; `[]` is an item of a list. */
export function settingPaths(schema: z.ZodType): string[] {
  return [...new Set(walk(schema, ""))].sort();
}

function walk(schema: z.ZodType, path: string): string[] {
  const { type, innerType, shape, options, element } = schema.def as Definition;
  // A group that may be left out is a setting of its own: that it is there.
  if (innerType)
    return [...walk(innerType, path), ...(type === "optional" && isGroup(innerType) ? [path] : [])];
  if (shape) return Object.entries(shape).flatMap(([key, part]) => walk(part, path ? `${path}.${key}` : key));
  if (options) return options.flatMap((option) => walk(option, path));
  if (element && isGroup(element)) return [path, ...walk(element, `${path}[]`)];
  return [path];
}

function isGroup(schema: z.ZodType): boolean {
  return (schema.def as Definition).shape !== undefined;
}

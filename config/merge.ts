import type * as z from "zod";
import { isPlainObject, type PlainObject } from "./plain-object";
import { childOf, discriminatorOf, unwrap } from "./schema/inspect";

/**
 * Lays settings over others: objects are merged key by key, everything else is replaced. A group that changes its kind
 * (`state.backend` from `s3` to `cloud`) is replaced as a whole, since the settings of one kind mean nothing to another.
 * `undefined` leaves what is below. Neither argument is changed.
 */
export function merge(below: unknown, above: unknown, schema: z.core.$ZodType | undefined): unknown {
  if (above === undefined) return below;
  if (!isPlainObject(below) || !isPlainObject(above)) return above;
  const inner = schema && unwrap(schema).schema;
  if (inner && changesKind(below, above, inner)) return above;
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      merge(own(below, key), own(above, key), inner && childOf(inner, key, above)),
    ]),
  );
}

function changesKind(below: PlainObject, above: PlainObject, schema: z.core.$ZodTypes): boolean {
  const discriminator = discriminatorOf(schema);
  if (!discriminator) return false;
  const kind = own(below, discriminator.key) ?? discriminator.fallback;
  return kind !== (own(above, discriminator.key) ?? kind);
}

function own(object: PlainObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

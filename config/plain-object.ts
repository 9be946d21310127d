export type PlainObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object of settings: no list, no instance of a class. */
export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== "object" || value === null) return false;
  // The file may come from another realm, whose Object.prototype is another object.
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

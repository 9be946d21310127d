/** A list of texts: one that is left out, or that is empty and travels as nothing, is no list. */
export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : value ? [String(value)] : [];
}

/** Structures of a list. */
export function structuresIn(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((one) => Object(one)) : [];
}

/** A number that was given as such, or as a text; `undefined` where it was left out. */
export function numberIn(value: unknown): number | undefined {
  return value === undefined || value === null || value === "" ? undefined : Number(value);
}

export function flagIn(value: unknown): boolean {
  return value === true || value === "true";
}

/** Filters, each with the values that pass. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html */
export function filtersIn(value: unknown): { readonly name: string; readonly values: readonly string[] }[] {
  return structuresIn(value).map(({ Name, Values }) => ({ name: String(Name), values: textsIn(Values) }));
}

/**
 * Whether tags pass a filter, where it is one of tags: `tag:KEY`, `tag-key` or `tag-value`.
 *
 * @returns `undefined` for another filter
 */
export function tagsPass(
  tags: Readonly<Record<string, string>>,
  { name, values }: { readonly name: string; readonly values: readonly string[] },
): boolean | undefined {
  if (name === "tag-key") return values.some((key) => Object.hasOwn(tags, key));
  if (name === "tag-value") return Object.values(tags).some((value) => values.includes(value));
  if (!name.startsWith("tag:")) return undefined;
  const value = tags[name.slice("tag:".length)];
  return value !== undefined && values.includes(value);
}

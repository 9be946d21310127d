import { AwsError } from "../aws/actions";

interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

/** What a thing is found by: its tags, and what else EC2 calls it by. */
export interface Filtered {
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Whether a thing passes every filter of a request; one lets pass by any of its values, in which `*` is any text.
 *
 * @throws AwsError for a filter that is not answered
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html
 */
export function passes(filters: unknown, { tags, fields }: Filtered): boolean {
  return (Array.isArray(filters) ? (filters as readonly Filter[]) : []).every(({ Name, Values = [] }) => {
    if (Name === "tag-key") return Object.keys(tags).some((key) => fits(Values, key));
    const value = Name.startsWith("tag:") ? tags[Name.slice("tag:".length)] : fields[Name];
    if (value === undefined && !Name.startsWith("tag:")) {
      throw new AwsError(
        "InvalidParameterValue",
        `The filter '${Name}' is not answered in a rehearsal, allowed: tag:<key>, tag-key, ${Object.keys(fields).join(", ")}`,
      );
    }
    return value !== undefined && fits(Values, value);
  });
}

function fits(patterns: readonly string[], value: string): boolean {
  return patterns.some((pattern) => {
    const source = String(pattern).replaceAll(/[\\^$.*+?()[\]{}|]/g, (character) =>
      character === "*" ? ".*" : character === "?" ? "." : `\\${character}`,
    );
    return new RegExp(`^${source}$`, "s").test(value);
  });
}

/** Tags of a request, for a type of resource, by their keys. */
export function tagsFor(specifications: unknown, type: string): Record<string, string> {
  const all = Array.isArray(specifications) ? specifications : [];
  return Object.assign(
    {},
    ...all.filter(({ ResourceType }) => ResourceType === type).map(({ Tags }) => tagsOf(Tags)),
  );
}

export function tagsOf(list: unknown): Record<string, string> {
  const tags: readonly { readonly Key: string; readonly Value: string }[] = Array.isArray(list) ? list : [];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

export function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

import type { SystemId } from "../../../config/schema/systems";
import { type Difference, difference } from "../../helpers/difference";
import type { Settings } from "../../helpers/synth";
import { systemOf } from "../../helpers/systems";
import type { Attributes } from "../../helpers/template";
import { type Row, spellOut } from "./row";

/** A test for each row: the setting changes what the row says, and nothing else. */
export function testEach(rows: readonly Row[]): void {
  const title = ({ setting, value, given }: Row) =>
    `${setting}: ${JSON.stringify(value)}${given ? `, given ${JSON.stringify(given)}` : ""}`;

  test.each(rows.map((row) => [title(row), row] as const))("%s", (_, row) => {
    const system: SystemId = row.system ?? "ecs-blue-green";
    const actual = difference(systemOf(system, row.given), systemOf(system, withValue(row)));
    const expected = spelledOut(row);
    expect(inTermsOf(expected, actual)).toStrictEqual(expected);
  });
}

function withValue({ setting, value, given = {}, also = {} }: Row): Settings {
  const settings: Attributes = structuredClone(given);
  for (const [path, each] of Object.entries({ ...also, [setting]: value })) {
    const keys = path.replaceAll("[]", ".0").split(".");
    const last = keys.pop() ?? "";
    const group = keys.reduce((at, key) => {
      at[key] ??= {};
      return at[key];
    }, settings);
    group[last] = each;
  }
  return settings;
}

interface Expected extends Omit<Difference, "changed"> {
  readonly changed: Record<string, readonly string[] | Readonly<Record<string, unknown>>>;
}

function spelledOut({ added = [], removed = [], changed = {} }: Row): Expected {
  return {
    added: added.flatMap(spellOut).sort(),
    removed: removed.flatMap(spellOut).sort(),
    changed: Object.fromEntries(
      Object.entries(changed).flatMap(([addresses, news]) =>
        spellOut(addresses).map((address) => [address, news]),
      ),
    ),
  };
}

/** Where only paths are expected, what changed below them becomes the path; what changed elsewhere stays to be seen. */
function inTermsOf(expected: Expected, actual: Difference): Expected {
  const condensed = Object.entries(actual.changed).map(([address, news]) => {
    const paths = expected.changed[address];
    if (!Array.isArray(paths)) return [address, news];
    const above = (leaf: string) =>
      paths.find((path) => leaf === path || leaf.startsWith(`${path}.`)) ?? leaf;
    const seen = new Set(Object.keys(news).map(above));
    return [address, [...paths.filter((path) => seen.delete(path)), ...seen]];
  });
  return { ...actual, changed: Object.fromEntries(condensed) };
}

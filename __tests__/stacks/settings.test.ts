import { configSchema } from "../../config/schema";
import type { SystemId } from "../../config/schema/systems";
import { type Difference, difference } from "../helpers/difference";
import { settingPaths } from "../helpers/setting-paths";
import type { Settings } from "../helpers/synth";
import { ecsBlueGreen, everyStack, systemOf } from "../helpers/systems";
import type { Attributes, Template } from "../helpers/template";
import { APP } from "./settings/app";
import { DEPLOYMENT } from "./settings/deployment";
import { EFS } from "./settings/efs";
import { GENERAL } from "./settings/general";
import { GOLDEN_AMI } from "./settings/golden-ami";
import { LOAD_BALANCING } from "./settings/load-balancer";
import { NETWORK } from "./settings/network";
import { RELEASING } from "./settings/pipeline";
import { ROLLING } from "./settings/rolling";
import { type Row, spellOut } from "./settings/row";

const ROWS = [
  ...GENERAL,
  ...NETWORK,
  ...LOAD_BALANCING,
  ...APP,
  ...RELEASING,
  ...DEPLOYMENT,
  ...EFS,
  ...GOLDEN_AMI,
  ...ROLLING,
];

/** Settings that are part of nearly every block, and what stands for each by default. */
const EVERYWHERE = { name: ["shop", "depot"], region: ["us-east-1", "eu-central-1"] } as const;

/** The setting that says which stacks there are, and is part of none. */
const CHOOSES = "systems";

describe("each setting changes what it should, and nothing else", () => {
  const title = ({ setting, value, given }: Row) =>
    `${setting}: ${JSON.stringify(value)}${given ? `, given ${JSON.stringify(given)}` : ""}`;

  test.each(ROWS.map((row) => [title(row), row] as const))("%s", (_, row) => {
    const system = row.system ?? "ecs-blue-green";
    const actual = difference(synthesised(row.given ?? {}, system), systemOf(system, withValue(row)));
    const expected = spelledOut(row);
    expect(inTermsOf(expected, actual)).toStrictEqual(expected);
  });

  test(`${CHOOSES}: which stacks there are`, () => {
    expect(Object.keys(everyStack({ [CHOOSES]: ["ec2-rolling", "ecs-blue-green"] }))).toEqual([
      "ec2-rolling",
      "ecs-blue-green",
    ]);
  });

  test.each(Object.entries(EVERYWHERE))("%s: only where it stood before", (setting, [usual, other]) => {
    expect(ecsBlueGreen({ [setting]: other }).text).toBe(synthesised({}).text.replaceAll(usual, other));
  });
});

test("every setting has such a test", () => {
  const tested = [CHOOSES, ...Object.keys(EVERYWHERE), ...ROWS.map(({ setting }) => setting)];
  expect([...new Set(tested)].sort()).toEqual(settingPaths(configSchema));
});

const known = new Map<string, Template>();

function synthesised(settings: Settings, system: SystemId = "ecs-blue-green"): Template {
  const key = JSON.stringify([system, settings]);
  const template = known.get(key) ?? systemOf(system, settings);
  known.set(key, template);
  return template;
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

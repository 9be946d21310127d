import { configSchema } from "../../config/schema";
import { settingPaths } from "../helpers/setting-paths";
import { ecsBlueGreen, everyStack } from "../helpers/systems";
import { testEach } from "./settings/effect";
import { FIRST, OTHERS } from "./settings/rows";

/** Settings that are part of nearly every block, and what stands for each by default. */
const EVERYWHERE = { name: ["shop", "depot"], region: ["us-east-1", "eu-central-1"] } as const;

/** The setting that says which stacks there are, and is part of none. */
const CHOOSES = "systems";

describe("each setting changes what it should, and nothing else", () => {
  testEach(FIRST);

  test(`${CHOOSES}: which stacks there are`, () => {
    expect(Object.keys(everyStack({ [CHOOSES]: ["ec2-rolling", "ecs-blue-green"] }))).toEqual([
      "ec2-rolling",
      "ecs-blue-green",
    ]);
  });

  test.each(Object.entries(EVERYWHERE))("%s: only where it stood before", (setting, [usual, other]) => {
    expect(ecsBlueGreen({ [setting]: other }).text).toBe(ecsBlueGreen().text.replaceAll(usual, other));
  });
});

test("every setting has such a test", () => {
  const tested = [
    CHOOSES,
    ...Object.keys(EVERYWHERE),
    ...[...FIRST, ...OTHERS].map(({ setting }) => setting),
  ];
  expect([...new Set(tested)].sort()).toEqual(settingPaths(configSchema));
});

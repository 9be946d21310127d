import {
  compareVersions,
  ENGINE_NEEDS,
  isVersionRange,
  lowestVersion,
  providerConstraint,
} from "../../../config/schema/provider-version";

describe("the lower bound of a constraint", () => {
  test.each([
    [">= 5.100.0, < 7.0.0", "5.100.0"],
    ["~> 6.25", "6.25.0"],
    ["6.30.1", "6.30.1"],
    ["= 6", "6.0.0"],
    ["> 6.9", "6.9.0"],
    [">=6.0.0,>=6.25.0", "6.25.0"],
    ["< 7.0.0, >= 5.9.0", "5.9.0"],
    [">= 5.9.0, >= 5.10.0", "5.10.0"],
  ])("of %s is %s", (constraint, version) => {
    expect(lowestVersion(constraint)).toBe(version);
    expect(isVersionRange(constraint)).toBe(true);
  });

  test.each(["< 7.0.0", "<= 6.25.0", "!= 6.0.0"])("is none of %s", (constraint) => {
    expect(lowestVersion(constraint)).toBeUndefined();
    expect(isVersionRange(constraint)).toBe(false);
  });
});

test.each(["latest", "", ">= 6.x", ">= 5.100.0,", "6.25.0.1", "^6.0.0"])("%j is no constraint", (text) => {
  expect(isVersionRange(text)).toBe(false);
});

test("versions are compared number by number", () => {
  expect(["6.25.0", "5.100.0", "6.3.0", "5.99.9"].sort(compareVersions)).toEqual([
    "5.99.9",
    "5.100.0",
    "6.3.0",
    "6.25.0",
  ]);
});

test.each(["codedeploy", "native"] as const)(
  "the constraint of engine %s begins at what it needs",
  (engine) => {
    expect(lowestVersion(providerConstraint(engine))).toBe(ENGINE_NEEDS[engine]);
    expect(providerConstraint(engine)).toMatch(/< 7\.0\.0$/);
  },
);

import { satisfies } from "../../../operate/doctor/version";

describe("a constraint", () => {
  test.each<[version: string, constraint: string, holds: boolean]>([
    ["1.10.0", ">= 1.10.0", true],
    ["1.9.9", ">= 1.10.0", false],
    ["1.10.0", ">=1.10", true],
    ["20.20.2", ">=20.9.0", true],
    ["6.25.0", ">= 5.100.0, < 7.0.0", true],
    ["7.0.0", ">= 5.100.0, < 7.0.0", false],
    ["5.99.0", ">= 5.100.0, < 7.0.0", false],
    ["1.5.7", "~> 1.5", true],
    ["1.11.0", "~> 1.5", true],
    ["2.0.0", "~> 1.5", false],
    ["1.5.9", "~> 1.5.0", true],
    ["1.6.0", "~> 1.5.0", false],
    ["1.4.9", "~> 1.5.0", false],
    ["1.5.0", "1.5.0", true],
    ["1.5.1", "= 1.5.0", false],
    ["1.5.1", "!= 1.5.1", false],
    ["1.5.1", "> 1.5.1", false],
    ["1.5.1", "<= 1.5.1", true],
    ["1.5.1", "nonsense", false],
  ])("%s, %s: %s", (version, constraint, holds) => {
    expect(satisfies(version, constraint)).toBe(holds);
  });
});

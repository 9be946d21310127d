import { suggest } from "../../config/suggest";

describe("a suggestion", () => {
  test.each([
    ["netwrok", ["network", "name"], "network"],
    ["NETWORK", ["name", "network"], "network"],
    ["prd", ["prod", "dev"], "prod"],
    ["ECSLinear", ["ECSAllAtOnce", "ECSLinear10PercentEvery1Minutes"], "ECSLinear10PercentEvery1Minutes"],
    ["CodeDeployDefault.ECSAllAtOnce", ["ECSAllAtOnce"], "ECSAllAtOnce"],
  ])("for %s among %j is %s", (text, candidates, meant) => {
    expect(suggest(text, candidates)).toBe(meant);
  });

  test.each([
    ["colour", ["zones", "cidr"]],
    ["a", ["archive", "approval"]],
    ["any", []],
  ])("for %s among %j is none", (text, candidates) => {
    expect(suggest(text, candidates)).toBeUndefined();
  });
});

import { branchTarget } from "../../../rehearsal/automation/branch";
import { readDocument } from "../../../rehearsal/automation/document";
import { select } from "../../../rehearsal/automation/json-path";
import { fill, systemVariables } from "../../../rehearsal/automation/placeholders";

const read = (document: object) =>
  readDocument({ name: "bake", type: "Automation", content: JSON.stringify(document) });

test("a document can be written in YAML", () => {
  const content =
    "schemaVersion: '0.3'\nmainSteps:\n- {name: rest, action: 'aws:sleep', inputs: {Duration: PT1M}}\n";
  expect(readDocument({ name: "bake", type: "Automation", content }).mainSteps).toMatchObject([
    { name: "rest", action: "aws:sleep", maxAttempts: 1, onFailure: "Abort", isEnd: false },
  ]);
});

test("every step that cannot be played is refused at once, by name", () => {
  const mainSteps = [
    { name: "script", action: "aws:executeScript" },
    { name: "rest", action: "aws:sleep", onFailure: "step:nowhere", nextStep: "script" },
  ];
  expect(() => read({ schemaVersion: "0.3", mainSteps })).toThrow(
    /step script: aws:executeScript is not played in a rehearsal, allowed: aws:executeAwsApi.*\n.*step rest goes on at nowhere/,
  );
});

test.each([
  ["another schema", { schemaVersion: "2.2", mainSteps: [{ name: "a", action: "aws:sleep" }] }, /0\.3/],
  ["no steps", { schemaVersion: "0.3", mainSteps: [] }, /mainSteps/],
])("a document with %s is refused", (_, document, message) => {
  expect(() => read(document)).toThrow(message);
});

describe("a placeholder", () => {
  const values: Record<string, unknown> = {
    Name: "shop",
    "launch.Ids": ["i-1", "i-2"],
    "look.Tags": { a: 1 },
  };
  const filled = (value: unknown) => fill(value, (name) => values[name]);

  test.each([
    ["{{ Name }}", "shop"],
    ["{{Name}}-builder of {{ Name }}", "shop-builder of shop"],
    ["{{ launch.Ids }}", ["i-1", "i-2"]],
    [
      ["{{ launch.Ids }}", "i-3"],
      ["i-1", "i-2", "i-3"],
    ],
    ["{{ look.Tags }}", { a: 1 }],
    ["tags: {{ look.Tags }}", 'tags: {"a":1}'],
    [{ deep: ["{{ Name }}", 2, true] }, { deep: ["shop", 2, true] }],
    ["$" + '{aws:AutoScalingGroupName} {"a": {}}', "$" + '{aws:AutoScalingGroupName} {"a": {}}'],
  ])("%j is filled as %j", (value, expected) => {
    expect(filled(value)).toEqual(expected);
  });

  test("without a value fails the step", () => {
    expect(() => filled("{{ launch.Nothing }}")).toThrow("{{ launch.Nothing }} has no value");
  });

  test("can name the execution, the region and the time", () => {
    expect(systemVariables("e-1", "eu-central-1", Date.UTC(2030, 0, 2, 3, 4, 5))).toMatchObject({
      "automation:EXECUTION_ID": "e-1",
      "global:REGION": "eu-central-1",
      "global:DATE": "2030-01-02",
      "global:DATE_TIME": "2030-01-02_03.04.05",
    });
  });
});

describe("a selector", () => {
  const answer = {
    Reservations: [{ Instances: [{ Id: "a" }, { Id: "b" }] }, { Instances: [{ Id: "c" }] }],
    "a-b": { c: 1 },
  };

  test.each([
    ["$.Reservations[0].Instances[1].Id", "b"],
    ["$.Reservations[*].Instances[*].Id", ["a", "b", "c"]],
    ["$.Reservations[-1:].Instances[*].Id", ["c"]],
    ["$['a-b'].c", 1],
    ["$.a-b.c", 1],
    ["$.Nothing[0].Here", null],
  ])("%s finds %j", (path, expected) => {
    expect(select(answer, path)).toEqual(expected);
  });

  test("with a filter is refused", () => {
    expect(() => select(answer, "$..[?(@.Id)]")).toThrow("is not rehearsed");
  });
});

describe("a branch", () => {
  const choice = (condition: object) =>
    branchTarget({ Choices: [{ NextStep: "there", ...condition }], Default: "else" });

  test.each([
    [{ Variable: "linux", StringEquals: "linux" }, "there"],
    [{ Variable: "Linux", EqualsIgnoreCase: "linux" }, "there"],
    [{ Variable: 5, NumericGreater: 5 }, "else"],
    [{ Variable: "true", BooleanEquals: true }, "there"],
    [{ Not: { Variable: "a", StartsWith: "b" } }, "there"],
    [
      {
        And: [
          { Variable: "ab", EndsWith: "b" },
          { Variable: "ab", Contains: "x" },
        ],
      },
      "else",
    ],
    [
      {
        Or: [
          { Variable: 1, NumericLesserOrEquals: 1 },
          { Variable: "ab", Contains: "x" },
        ],
      },
      "there",
    ],
  ])("by %j goes on at %s", (condition, expected) => {
    expect(choice(condition)).toBe(expected);
  });

  test("without a choice that holds and a default goes on behind it", () => {
    expect(branchTarget({ Choices: [{ NextStep: "there", Variable: 1, NumericEquals: 2 }] })).toBeUndefined();
  });

  test("by an operator that there is not fails", () => {
    expect(() => choice({ Variable: "a", Matches: "a" })).toThrow(
      "compares by Matches, allowed: StringEquals",
    );
  });
});

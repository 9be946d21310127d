import { UserError } from "../../../config/user-error";
import { codeCommitEvent } from "../../../rehearsal/source/code-commit-event";
import { matchesEvent } from "../../../rehearsal/source/event-pattern";
import { ecsBlueGreen } from "../../helpers/systems";

const ARN = "arn:aws:codecommit:us-east-2:123456789012:shop";

function push(changes: { branch?: string; before?: string; arn?: string } = {}) {
  const { branch = "main", before, arn = ARN } = changes;
  const at = Date.UTC(2019, 5, 12, 10, 23, 43, 120);
  return codeCommitEvent({ repositoryArn: arn, repositoryName: "shop", branch, commit: "c2", before, at });
}

describe("codeCommitEvent", () => {
  const detail = {
    repositoryName: "shop",
    repositoryId: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
    referenceType: "branch",
    referenceName: "main",
    referenceFullName: "refs/heads/main",
    commitId: "c2",
  };

  test("has CodeCommit's shape for a new branch", () => {
    expect(push()).toEqual({
      version: "0",
      id: expect.any(String),
      "detail-type": "CodeCommit Repository State Change",
      source: "aws.codecommit",
      account: "123456789012",
      time: "2019-06-12T10:23:43Z",
      region: "us-east-2",
      resources: [ARN],
      detail: { event: "referenceCreated", ...detail },
    });
  });

  test("names the old commit of a branch that moved, and the same repository", () => {
    const moved = push({ before: "c1" });
    expect(moved.detail).toEqual({ event: "referenceUpdated", ...detail, oldCommitId: "c1" });
    expect(moved.detail.repositoryId).toBe(push().detail.repositoryId);
    expect(moved.id).not.toBe(push().id);
  });
});

describe("the rule of this project's pipeline", () => {
  const rules = ecsBlueGreen().resources("aws_cloudwatch_event_rule");
  const patterns = Object.values(rules).map(({ event_pattern: text }) =>
    JSON.parse(String(text).replaceAll(/\$\{aws_codecommit_repository\.\w+\.arn\}/g, ARN)),
  );
  const starts = (event: object) => patterns.filter((pattern) => matchesEvent(pattern, { ...event })).length;

  test.each([
    ["starts it for a push to the branch", push({ before: "c1" }), 1],
    ["starts it for the first push to the branch", push(), 1],
    ["does not for another branch", push({ branch: "feature" }), 0],
    ["does not for another repository", push({ arn: `${ARN}2` }), 0],
  ])("%s", (_, event, count) => {
    expect(starts(event)).toBe(count);
  });
});

describe("matchesEvent", () => {
  const event = {
    source: "aws.ec2",
    count: 3,
    nothing: null,
    file: "images/a*b.PNG",
    tags: ["one", "two"],
    detail: { state: "running", items: [{ kind: "a" }, { kind: "b" }] },
  };

  test.each([
    [{}],
    [{ source: ["aws.s3", "aws.ec2"] }],
    [{ count: [3] }],
    [{ nothing: [null] }],
    [{ tags: ["two"] }],
    [{ detail: { state: ["running"] }, source: ["aws.ec2"] }],
    [{ detail: { items: { kind: ["b"] } } }],
    [{ source: [{ prefix: "aws." }] }],
    [{ source: [{ prefix: { "equals-ignore-case": "AWS." } }] }],
    [{ file: [{ suffix: ".PNG" }] }],
    [{ file: [{ suffix: { "equals-ignore-case": ".png" } }] }],
    [{ file: [{ "equals-ignore-case": "IMAGES/A*B.png" }] }],
    [{ file: [{ wildcard: "images/*.PNG" }] }],
    [{ file: [{ wildcard: "images/a\\*b.PNG" }] }],
    [{ source: [{ "anything-but": "aws.s3" }] }],
    [{ source: [{ "anything-but": ["aws.s3", "aws.ecs"] }] }],
    [{ count: [{ "anything-but": 4 }] }],
    [{ source: [{ "anything-but": { prefix: "google." } }] }],
    [{ source: [{ "anything-but": { suffix: [".s3", ".ecs"] } }] }],
    [{ file: [{ "anything-but": { wildcard: "*.txt" } }] }],
    [{ source: [{ exists: true }] }],
    [{ nothing: [{ exists: true }] }],
    [{ other: [{ exists: false }] }],
    [{ detail: { other: [{ exists: false }] } }],
    [{ none: { at: { all: [{ exists: false }] } } }],
    [{ $or: [{ source: ["x"] }, { count: [3] }] }],
  ])("holds for %j", (pattern) => {
    expect(matchesEvent(pattern, event)).toBe(true);
  });

  test.each([
    [{ source: ["aws.s3"] }],
    [{ source: [] }],
    [{ count: ["3"] }],
    [{ tags: ["three"] }],
    [{ detail: { state: ["stopped"] } }],
    [{ detail: { items: { kind: ["c"] } } }],
    [{ source: ["aws.ec2"], count: [4] }],
    [{ source: [{ prefix: "ec2" }] }],
    [{ count: [{ prefix: "3" }] }],
    [{ file: [{ suffix: ".png" }] }],
    [{ file: [{ wildcard: "images/*.GIF" }] }],
    [{ file: [{ wildcard: "images/a.b*" }] }],
    [{ file: [{ wildcard: "*\\*\\*b.PNG" }] }],
    [{ source: [{ "anything-but": "aws.ec2" }] }],
    [{ source: [{ "anything-but": ["aws.s3", "aws.ec2"] }] }],
    [{ source: [{ "anything-but": { prefix: ["x", "aws."] } }] }],
    [{ source: [{ "anything-but": { "equals-ignore-case": "AWS.EC2" } }] }],
    [{ other: [{ "anything-but": "x" }] }],
    [{ other: [{ exists: true }] }],
    [{ detail: [{ exists: true }] }],
    [{ source: [{ exists: false }] }],
    [{ source: { deeper: ["aws.ec2"] } }],
    [{ $or: [{ source: ["x"] }, { count: [4] }] }],
  ])("does not hold for %j", (pattern) => {
    expect(matchesEvent(pattern, event)).toBe(false);
  });

  test.each([
    [{ count: [{ numeric: [">", 1] }] }, '{"numeric":[">",1]} is not rehearsed, allowed: exists, prefix,'],
    [{ source: [{ prefix: "a", suffix: "b" }] }, "is not rehearsed"],
    [{ source: [{ toString: 1 }] }, "is not rehearsed"],
    [{ source: "aws.ec2" }, '"aws.ec2" must be a list of values, or an object'],
  ])("fails when it cannot tell: %j", (pattern, message) => {
    expect(() => matchesEvent(pattern, event)).toThrow(UserError);
    expect(() => matchesEvent(pattern, event)).toThrow(message);
  });
});

import {
  CloudwatchEventRule,
  type CloudwatchEventRuleConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CodecommitRepository } from "@cdktf/provider-aws/lib/codecommit-repository";
import { Codepipeline, type CodepipelineConfig } from "@cdktf/provider-aws/lib/codepipeline";
import type { TerraformStack } from "cdktf";
import { findingsOf } from "./helpers";

const CODECOMMIT = { RepositoryName: "shop", BranchName: "main", PollForSourceChanges: "false" };
const CONNECTION = { FullRepositoryId: "acme/shop", BranchName: "main", DetectChanges: "false" };

function pipeline(
  stack: TerraformStack,
  provider: string,
  configuration: Record<string, string>,
  overrides: Partial<CodepipelineConfig> = {},
) {
  return new Codepipeline(stack, "Pipeline", {
    name: "release",
    roleArn: "arn:aws:iam::111122223333:role/pipeline",
    artifactStore: [{ location: "artifacts", type: "S3" }],
    stage: [
      {
        name: "Source",
        action: [{ name: "Source", category: "Source", owner: "AWS", provider, version: "1", configuration }],
      },
    ],
    ...overrides,
  });
}

function start(stack: TerraformStack, target: Codepipeline, config: Partial<CloudwatchEventRuleConfig>) {
  const rule = new CloudwatchEventRule(stack, "Push", { name: "push", ...config });
  new CloudwatchEventTarget(stack, "PushTarget", { rule: rule.name, arn: target.arn });
}

const pushTo = (referenceName: unknown, resources?: readonly string[]) => ({
  eventPattern: JSON.stringify({
    source: ["aws.codecommit"],
    "detail-type": ["CodeCommit Repository State Change"],
    resources,
    detail: { referenceType: ["branch"], referenceName },
  }),
});

const codecommit = (
  rule: string,
  config: Partial<CloudwatchEventRuleConfig>,
  configuration: Record<string, string> = CODECOMMIT,
) => findingsOf(rule, (stack) => start(stack, pipeline(stack, "CodeCommit", configuration), config));

const triggered = (rule: string, push: object[], overrides: Partial<CodepipelineConfig> = {}) =>
  findingsOf(rule, (stack) =>
    pipeline(stack, "CodeStarSourceConnection", CONNECTION, {
      trigger: [
        { providerType: "CodeStarSourceConnection", gitConfiguration: { sourceActionName: "Source", push } },
      ],
      ...overrides,
    }),
  );

describe("branch of a pipeline (BG-PIPELINE-001)", () => {
  test.each([
    ["is its trigger's", pushTo(["main"])],
    ["is one of the trigger's", pushTo(["main", "next"])],
    ["begins like the trigger's prefix", pushTo([{ prefix: "ma" }])],
    ["is not filtered by the trigger", { eventPattern: JSON.stringify({ source: ["aws.codecommit"] }) }],
    ["is not the trigger's business", { scheduleExpression: "rate(1 day)" }],
    ["is known only to Terraform", pushTo(["${var.branch}"])],
  ])("passes when it %s", (_, rule) => {
    expect(codecommit("BG-PIPELINE-001", rule)).toEqual([]);
  });

  test.each([
    ["another branch", pushTo(["master"])],
    ["another prefix", pushTo([{ prefix: "release/" }])],
    [
      "another branch of any source",
      { eventPattern: JSON.stringify({ detail: { referenceName: ["master"] } }) },
    ],
  ])("fails when the rule watches %s", (_, rule) => {
    expect(codecommit("BG-PIPELINE-001", rule)).toEqual([
      expect.stringContaining(
        'Pipeline: source action Source reads branch "main", but aws_cloudwatch_event_rule.Push takes',
      ),
    ]);
  });

  test("is shown beside what the rule takes", () => {
    expect(codecommit("BG-PIPELINE-001", pushTo(["next", { prefix: "release/" }]))).toEqual([
      expect.stringMatching(/takes "next", "release\/\*"$/),
    ]);
  });

  test("is not asked of a source that has none", () => {
    const found = findingsOf("BG-PIPELINE-001", (stack) => {
      const images = { RepositoryName: "shop" };
      start(stack, pipeline(stack, "ECR", images), pushTo(["main"]));
    });
    expect(found).toEqual([]);
  });

  test("is not compared with a rule of another repository", () => {
    const rule = pushTo(["master"], ["arn:aws:codecommit:us-east-1:111122223333:docs"]);
    expect(codecommit("BG-PIPELINE-001", rule)).toEqual([]);
    const found = findingsOf("BG-PIPELINE-001", (stack) => {
      const own = new CodecommitRepository(stack, "Repository", { repositoryName: "shop" });
      const configuration = { ...CODECOMMIT, RepositoryName: own.repositoryName };
      start(stack, pipeline(stack, "CodeCommit", configuration), pushTo(["master"], [own.arn]));
    });
    expect(found).toHaveLength(1);
    const both = ["docs", "shop"].map((name) => `arn:aws:codecommit:us-east-1:111122223333:${name}`);
    expect(codecommit("BG-PIPELINE-001", pushTo(["master"], both))).toHaveLength(1);
  });

  test.each([
    ["the branch", [{ branches: { includes: ["main"] } }]],
    ["the branch among others", [{ branches: { includes: ["next", "main"] } }]],
    [
      "the branch in one of its filters",
      [{ branches: { includes: ["next"] } }, { branches: { includes: ["main"] } }],
    ],
    ["a pattern of it", [{ branches: { includes: ["m*"] } }]],
    ["tags", [{ tags: { includes: ["v*"] } }]],
  ])("passes when a trigger block includes %s", (_, push) => {
    expect(triggered("BG-PIPELINE-001", push)).toEqual([]);
  });

  test.each([
    ["includes another", [{ branches: { includes: ["release/**"] } }], '"release/**"'],
    ["excludes it", [{ branches: { includes: ["**"], excludes: ["main"] } }], '"**", not "main"'],
  ])("fails when a trigger block %s", (_, push, takes) => {
    expect(triggered("BG-PIPELINE-001", push)).toEqual([
      expect.stringContaining(`but its trigger takes ${takes}`),
    ]);
  });
});

describe("start of a pipeline (BG-PIPELINE-002)", () => {
  test.each([
    ["CodeCommit", CODECOMMIT, 'PollForSourceChanges "false"'],
    ["CodeStarSourceConnection", CONNECTION, 'DetectChanges "false"'],
    [
      "S3",
      { S3Bucket: "source", S3ObjectKey: "source.zip", PollForSourceChanges: "false" },
      'PollForSourceChanges "false"',
    ],
  ])(
    "fails when %s does not look for changes and nothing tells of them",
    (provider, configuration, setting) => {
      expect(findingsOf("BG-PIPELINE-002", (stack) => pipeline(stack, provider, configuration))).toEqual([
        `Pipeline: source action Source has ${setting}, and nothing else starts the pipeline on a change`,
      ]);
    },
  );

  test("passes when the source action looks for changes", () => {
    const { DetectChanges: _, ...detecting } = CONNECTION;
    expect(
      findingsOf("BG-PIPELINE-002", (stack) => pipeline(stack, "CodeStarSourceConnection", detecting)),
    ).toEqual([]);
  });

  test("passes when a rule, a schedule or a trigger block starts it", () => {
    expect(codecommit("BG-PIPELINE-002", pushTo(["main"]))).toEqual([]);
    expect(codecommit("BG-PIPELINE-002", { scheduleExpression: "rate(1 day)" })).toEqual([]);
    expect(triggered("BG-PIPELINE-002", [{ branches: { includes: ["main"] } }])).toEqual([]);
  });

  test.each([
    ["is switched off", { ...pushTo(["main"]), state: "DISABLED" }],
    ["watches another repository", pushTo(["main"], ["arn:aws:codecommit:us-east-1:111122223333:docs"])],
    ["watches something else", { eventPattern: JSON.stringify({ source: ["aws.ssm"] }) }],
  ])("fails when the only rule %s", (_, rule) => {
    expect(codecommit("BG-PIPELINE-002", rule)).toHaveLength(1);
  });
});

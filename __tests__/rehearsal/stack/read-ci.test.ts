import { UserError } from "../../../config/user-error";
import { startsPipeline } from "../../../rehearsal/pipeline/triggers";
import { isReleasedByCi, readCi } from "../../../rehearsal/stack/ci";
import { Resources } from "../../../rehearsal/stack/resources";
import type { Settings } from "../../helpers/synth";
import { systemOf } from "../../helpers/systems";
import type { Attributes } from "../../helpers/template";

const REPOSITORY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop-ecs";

/** A stack with a rolling service, and what a test changes in it. */
function stack(change: (resource: Attributes) => void = () => {}): Resources {
  const resource: Attributes = {
    aws_ecs_cluster: { main: { name: "shop-ecs" } },
    aws_ecs_service: {
      app: {
        name: "shop",
        cluster: "${aws_ecs_cluster.main.arn}",
        deployment_controller: { type: "ECS" },
        deployment_minimum_healthy_percent: 100,
      },
    },
    aws_ecs_task_definition: { template: { family: "shop" } },
    aws_ecr_repository: { images: { name: "shop-ecs" } },
    aws_iam_role: { task: { assume_role_policy: trust("sts:AssumeRole", {}) } },
  };
  change(resource);
  return new Resources({ resource, provider: { aws: [{ region: "eu-central-1" }] } }, "out/cdk.tf.json");
}

function trust(action: string, condition: object): string {
  const principal = { Federated: "${aws_iam_openid_connect_provider.ci.arn}" };
  return JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: principal, Action: [action], Condition: condition }],
  });
}

/** The stack with a role that takes tokens of a subject. */
function trusting(operator: string, host: string, subject: unknown): Resources {
  return stack(({ aws_iam_role: roles }) => {
    const condition = { [operator]: { [`${host}:aud`]: "sts.amazonaws.com", [`${host}:sub`]: subject } };
    roles.ci = { assume_role_policy: trust("sts:AssumeRoleWithWebIdentity", condition) };
  });
}

const GITHUB = "token.actions.githubusercontent.com";

describe("the CI of an application", () => {
  test("is a pipeline of two stages, whose job runs release.sh with what it has to know", () => {
    const { pipeline, buildProjects } = readCi(stack());
    expect(pipeline.name).toBe("ci");
    expect(
      pipeline.stages.map(({ name, actions }) => [name, actions.map(({ provider }) => provider)]),
    ).toEqual([
      ["Source", ["CodeStarSourceConnection"]],
      ["Release", ["CI"]],
    ]);
    const [job] = buildProjects;
    expect(buildProjects).toHaveLength(1);
    expect(JSON.parse(job?.buildspec ?? "").phases).toEqual({ build: { commands: ["./release.sh"] } });
    expect(job?.isElsewhere).toBe(true);
    expect(job?.environment).toEqual([
      { name: "CI", value: "true" },
      { name: "REPOSITORY_URL", value: REPOSITORY },
      { name: "CLUSTER", value: "shop-ecs" },
      { name: "SERVICE", value: "shop" },
    ]);
  });

  test.each([
    ["X86_64", "linux/amd64"],
    ["ARM64", "linux/arm64"],
  ])("builds for the processor %s that the tasks ask for", (processor, platform) => {
    const resources = stack(({ aws_ecs_task_definition: { template } }) => {
      template.runtime_platform = { cpu_architecture: processor };
    });
    const [job] = readCi(resources).buildProjects;
    expect(job?.environment).toContainEqual({ name: "IMAGE_PLATFORM", value: platform });
  });

  test.each<[string, string, unknown, string, string]>([
    ["StringEquals", GITHUB, "repo:acme/shop:ref:refs/heads/release", "acme/shop", "release"],
    ["StringLike", GITHUB, ["repo:acme/shop:ref:refs/heads/a/b"], "acme/shop", "a/b"],
    ["StringEquals", "git.acme.test", "project_path:a/b/shop:ref_type:branch:ref:live", "a/b/shop", "live"],
  ])(
    "is that of the branch that a role trusts by %s of %s",
    async (operator, host, subject, name, branch) => {
      const { pipeline } = readCi(trusting(operator, host, subject));
      expect(pipeline.repository).toEqual({ name, branch });
      const source = { changedFiles: async () => [] };
      const starts = (pushed: string) =>
        startsPipeline(pipeline, { branch: pushed, commit: "0".repeat(40) }, source, 0);
      expect([await starts(branch), await starts("other")]).toEqual([true, false]);
    },
  );

  test.each([
    ["an environment", "repo:acme/shop:environment:prod"],
    ["many branches", "repo:acme/shop:ref:refs/heads/*"],
    ["a tag", "project_path:acme/shop:ref_type:tag:ref:v1"],
  ])("is that of main where the role trusts %s", (_, subject) => {
    expect(readCi(trusting("StringLike", GITHUB, subject)).pipeline.repository.branch).toBe("main");
  });

  test.each<[string, number, (resource: Attributes) => void]>([
    ["no", 0, (resource) => delete resource.aws_ecr_repository],
    [
      "2",
      2,
      ({ aws_ecr_repository: repositories }) => {
        repositories.other = { name: "other" };
      },
    ],
  ])("cannot be rehearsed with %s repositories to push to", (count, _, change) => {
    expect(() => readCi(stack(change))).toThrow(UserError);
    expect(() => readCi(stack(change))).toThrow(
      `out/cdk.tf.json has ${count} aws_ecr_repository, allowed: one, which is where CI pushes images`,
    );
  });
});

test.each<[Settings, string]>([
  [{}, "main"],
  [{ ecsRolling: { ci: { provider: "github", repository: "acme/shop", branch: "live" } } }, "live"],
  [{ ecsRolling: { ci: { provider: "gitlab", repository: "acme/web/shop", branch: "live" } } }, "live"],
  [
    { ecsRolling: { ci: { provider: "github", repository: "acme/shop", environment: "production" } } },
    "main",
  ],
])("the system of rolling tasks with %j is released by a push to %s", (settings, branch) => {
  const resources = new Resources(JSON.parse(systemOf("ecs-rolling", settings).text), "out/cdk.tf.json");
  expect(isReleasedByCi(resources)).toBe(true);
  const { pipeline, buildProjects } = readCi(resources);
  expect(pipeline.repository.branch).toBe(branch);
  expect(buildProjects[0]?.environment).toEqual([
    { name: "CI", value: "true" },
    { name: "REPOSITORY_URL", value: "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-ecs" },
    { name: "CLUSTER", value: "shop-ecs" },
    { name: "SERVICE", value: "shop-ecs" },
    { name: "IMAGE_PLATFORM", value: "linux/amd64" },
  ]);
});

test.each<[string, boolean, (resource: Attributes) => void]>([
  ["a service that ECS itself updates", true, () => {}],
  [
    "a service of ECS's without a word about it",
    true,
    ({ aws_ecs_service: { app } }) => delete app.deployment_controller,
  ],
  [
    "a service with a strategy of ECS's own",
    false,
    ({ aws_ecs_service: { app } }) => {
      app.deployment_configuration = { strategy: "BLUE_GREEN" };
    },
  ],
  [
    "a service of CodeDeploy's",
    false,
    ({ aws_ecs_service: { app } }) => {
      app.deployment_controller = { type: "CODE_DEPLOY" };
    },
  ],
  [
    "a pipeline of its own",
    false,
    (resource) => {
      resource.aws_codepipeline = { own: { name: "own" } };
    },
  ],
  ["no service", false, (resource) => delete resource.aws_ecs_service],
])("a stack with %s is released by the application's CI: %s", (_, expected, change) => {
  expect(isReleasedByCi(stack(change))).toBe(expected);
});

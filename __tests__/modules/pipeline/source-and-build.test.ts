import { BuildProject, type BuildProjectProps, Source, type SourceSettings } from "../../../modules/pipeline";
import { alone } from "../../helpers/synth";
import type { Attributes } from "../../helpers/template";
import { allowed, artifactsOf, KEY } from "./around";

describe("the source", () => {
  const source = (settings: SourceSettings) => {
    let action: Attributes = {};
    let made: Source | undefined;
    const template = alone((stack) => {
      made = new Source(stack, "source", { ...artifactsOf(stack), source: settings });
      action = made.action("arn:aws:iam:::role/source");
    });
    return { template, action, made };
  };

  test("can be a new repository in CodeCommit, which EventBridge watches", () => {
    const { template, action, made } = source({ provider: "codecommit", branch: "main", seed: false });
    expect(template.only("aws_codecommit_repository").repository_name).toBe("shop");
    expect(action).toMatchObject({
      provider: "CodeCommit",
      configuration: { BranchName: "main", PollForSourceChanges: "false" },
    });
    expect(made?.trigger).toBeUndefined();
    expect(made?.pushPattern).toMatchObject({
      detail: { event: ["referenceCreated", "referenceUpdated"], referenceName: ["main"] },
    });
  });

  test.each([
    ["github", "GitHub", "https://github.com/acme/shop.git"],
    ["gitlab", "GitLab", "https://gitlab.com/acme/shop.git"],
    ["bitbucket", "Bitbucket", "https://bitbucket.org/acme/shop.git"],
  ] as const)(
    "can be a repository on %s, which the pipeline watches through a connection",
    (provider, type, url) => {
      const { template, action, made } = source({ provider, repository: "acme/shop", branch: "main" });
      expect(template.only("aws_codestarconnections_connection")).toEqual({
        name: "shop",
        provider_type: type,
      });
      expect(action.configuration).toMatchObject({ FullRepositoryId: "acme/shop", BranchName: "main" });
      expect(made).toMatchObject({ cloneUrl: url, pushPattern: undefined, repository: undefined });
      expect(made?.trigger?.gitConfiguration).toEqual({
        sourceActionName: "Source",
        push: [{ branches: { includes: ["main"] } }],
      });
    },
  );

  test("can use a connection that is there already", () => {
    const connectionArn = "arn:aws:codeconnections:us-east-1:123456789012:connection/1";
    const { template, action, made } = source({
      provider: "github",
      repository: "acme/shop",
      branch: "main",
      connectionArn,
    });
    expect(template.count("aws_codestarconnections_connection")).toBe(0);
    expect(action.configuration.ConnectionArn).toBe(connectionArn);
    expect(made?.permissions[0]?.Resource).toEqual([connectionArn]);
  });
});

test("artifacts are versioned, encrypted, and gone after a month", () => {
  const template = alone(artifactsOf);
  expect(template.only("aws_s3_bucket").bucket).toBe(
    "shop-artifacts-${data.aws_caller_identity.account_current.account_id}",
  );
  expect(template.count("aws_s3_bucket_versioning")).toBe(1);
  expect(template.only("aws_s3_bucket_lifecycle_configuration").rule[0].expiration).toEqual([{ days: 30 }]);
});

describe("a build project", () => {
  const build = (props: Partial<BuildProjectProps> = {}) => {
    let action: Attributes = {};
    const template = alone((stack) => {
      const { security, artifacts } = artifactsOf(stack);
      const project = new BuildProject(stack, "build", {
        name: "shop-build",
        description: "Builds",
        role: security.roles.of("build"),
        artifacts,
        buildspec: "buildspec.yml",
        timeoutMinutes: 20,
        ...props,
      });
      action = project.action(
        { name: "Build", category: "Build", roleArn: "arn:aws:iam:::role/build" },
        "Source",
      );
    });
    return { template, action, project: template.only("aws_codebuild_project") };
  };

  test("left to itself is small, has no Docker engine, and only reads artifacts", () => {
    const { template, action, project } = build();
    expect(project.environment).toMatchObject({
      compute_type: "BUILD_GENERAL1_SMALL",
      type: "LINUX_CONTAINER",
      image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
      privileged_mode: false,
    });
    expect(project.cache).toEqual({ type: "NO_CACHE" });
    expect(project.encryption_key).toBe(KEY);
    expect(allowed(template, "build")).not.toContain("s3:PutObject");
    expect(action).not.toHaveProperty("outputArtifacts", expect.anything());
  });

  test("can build images on its own processor, keep their layers, and hand something on", () => {
    const { template, action, project } = build({ architecture: "arm64", docker: true, output: "Build" });
    expect(project.environment).toMatchObject({ type: "ARM_CONTAINER", privileged_mode: true });
    expect(project.cache).toEqual({ type: "LOCAL", modes: ["LOCAL_DOCKER_LAYER_CACHE"] });
    expect(allowed(template, "build")).toContain("s3:PutObject");
    expect(action).toMatchObject({ inputArtifacts: ["Source"], outputArtifacts: ["Build"] });
  });

  test("gets its variables as texts, or from parameters when it starts", () => {
    const { project } = build({
      variables: { PORT: "8080", TEMPLATE: { parameter: "/shop/task-definition" } },
    });
    expect(project.environment.environment_variable).toEqual([
      { name: "PORT", value: "8080" },
      { name: "TEMPLATE", value: "/shop/task-definition", type: "PARAMETER_STORE" },
    ]);
  });

  test("logs to a group of its own, for a month, and stands only once it may", () => {
    const { template, project } = build();
    expect(template.only("aws_cloudwatch_log_group")).toMatchObject({
      name: "/shop-build/codebuild",
      retention_in_days: 30,
      kms_key_id: KEY,
    });
    expect(project.logs_config.cloudwatch_logs).toEqual({
      status: "ENABLED",
      group_name: "${aws_cloudwatch_log_group.build_logs.name}",
    });
    expect(project.depends_on).toEqual(["aws_iam_role_policy.security_roles_build_policy"]);
  });
});

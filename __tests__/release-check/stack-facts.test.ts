import { stackFacts } from "../../release-check";
import { facts } from "./sample";

describe("the main system", () => {
  test("says what a release needs to agree with", () => {
    const { builds, taskDefinitionTemplate, ...rest } = facts();
    expect(rest).toEqual({
      container: { name: "app", port: 8080 },
      healthChecks: [{ path: "/healthz", matcher: "200" }],
      hasTestListener: true,
      hookFunctions: [
        { name: "shop-validate-green", arn: "${aws_lambda_function.pipeline_validate_green.arn}" },
      ],
      deploy: {
        appSpec: { artifact: "Build", path: "appspec.yaml" },
        taskDefinition: { artifact: "Build", path: "taskdef.json" },
        images: [],
      },
    });
    expect(taskDefinitionTemplate).toMatchObject({ family: "shop", containerDefinitions: [{ name: "app" }] });
    expect(builds).toMatchObject([{ project: "shop-build", buildspec: "buildspec.yml", outputs: ["Build"] }]);
  });

  test("says what the build sees: what the stack knows, and references to what it does not", () => {
    expect(facts().builds[0]?.variables).toMatchObject({
      CONTAINER_PORT: "8080",
      VALIDATE_GREEN_FUNCTION: "shop-validate-green",
      REPOSITORY_URI: "${aws_ecr_repository.app_infra_repository.repository_url}",
      CAPACITY_PROVIDER_STRATEGY: expect.stringMatching(/^\[\{"CapacityProvider":/),
    });
  });

  test("can be of ECS's own engine", () => {
    const native = facts({ engine: "native" });
    expect(native).toMatchObject({
      container: { name: "app", port: 8080 },
      healthChecks: [{ path: "/healthz" }],
      deploy: { taskDefinition: { artifact: "Build", path: "taskdef.json" }, images: [] },
    });
    expect(native.deploy.appSpec).toBeUndefined();
    expect(native.builds.map(({ project }) => project)).toEqual(["shop-build"]);
  });
});

describe("another stack", () => {
  const action = (category: string, provider: string, settings: object) => ({
    action: [{ category, provider, ...settings }],
  });
  const pipeline = (configuration: object) => ({
    aws_codepipeline: {
      p: {
        stage: [
          action("Source", "CodeCommit", { output_artifacts: ["Code"] }),
          action("Build", "CodeBuild", {
            input_artifacts: ["Code"],
            output_artifacts: ["Image"],
            configuration: { ProjectName: "make" },
          }),
          action("Deploy", "CodeDeployToECS", { input_artifacts: ["Code", "Image"], configuration }),
        ],
      },
    },
  });

  test("can let CodePipeline fill in images, from other artifacts and paths", () => {
    const { deploy } = stackFacts("other", {
      resource: pipeline({
        AppSpecTemplateArtifact: "Code",
        TaskDefinitionTemplateArtifact: "Code",
        TaskDefinitionTemplatePath: "deploy/task.json",
        Image1ArtifactName: "Image",
        Image1ContainerName: "IMAGE1_NAME",
      }),
    });
    expect(deploy).toEqual({
      appSpec: { artifact: "Code", path: "appspec.yaml" },
      taskDefinition: { artifact: "Code", path: "deploy/task.json" },
      images: [{ artifact: "Image", placeholder: "IMAGE1_NAME" }],
    });
  });

  test("lets CodeDeploy call every function where it does not say which", () => {
    const { hookFunctions } = stackFacts("other", {
      resource: {
        ...pipeline({}),
        aws_codedeploy_deployment_group: { g: { service_role_arn: "arn:aws:iam::123456789012:role/deploy" } },
        aws_lambda_function: { a: { function_name: "a" }, b: { function_name: "b" } },
      },
    });
    expect(hookFunctions.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("keeps a secret of a build unknown", () => {
    const { builds } = stackFacts("other", {
      resource: {
        ...pipeline({}),
        aws_codebuild_project: {
          make: {
            name: "make",
            environment: { environment_variable: [{ name: "KEY", value: "shop", type: "SECRETS_MANAGER" }] },
          },
        },
      },
    });
    expect(builds).toEqual([
      { project: "make", buildspec: "buildspec.yml", variables: { KEY: undefined }, outputs: ["Image"] },
    ]);
  });

  test("fails where nothing is released", () => {
    expect(() => stackFacts("state", { resource: { aws_s3_bucket: { b: {} } } })).toThrow(
      "state has no aws_codepipeline: choose a stack that releases an application",
    );
  });
});

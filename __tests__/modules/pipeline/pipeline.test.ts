import { resolveShift } from "../../../modules/pipeline/code-deploy";
import { stages } from "../../helpers/release";
import type { Settings } from "../../helpers/synth";
import { CONFIGS, ecsBlueGreen } from "../../helpers/systems";
import type { Attributes } from "../../helpers/template";

const bare = ecsBlueGreen();

describe("stages", () => {
  test.each([
    [{}, ["Source", "Build", "Deploy"]],
    [{ testBuildspec: "test.yml" }, ["Source", "Build", "Test", "Deploy"]],
    [{ approval: true }, ["Source", "Build", "Approve", "Deploy"]],
    [{ approval: true, testBuildspec: "test.yml" }, ["Source", "Build", "Test", "Approve", "Deploy"]],
  ] satisfies [Settings["pipeline"], string[]][])("with %j are %j", (pipeline, expected) => {
    expect(stages(ecsBlueGreen({ pipeline })).map(({ name }) => name)).toEqual(expected);
  });

  test("each reads what one before it wrote", () => {
    const written = new Set<string>();
    for (const { action } of stages(ecsBlueGreen(CONFIGS["everything on"]))) {
      const [{ input_artifacts = [], output_artifacts = [] }] = action;
      for (const artifact of input_artifacts) expect(written).toContain(artifact);
      for (const artifact of output_artifacts) written.add(artifact);
    }
    expect([...written]).toEqual(["Source", "Build"]);
  });

  test("every action but the approval has a role of its kind, not the pipeline's own", () => {
    const roles = stages(ecsBlueGreen(CONFIGS["everything on"])).map(({ name, action }) => [
      name,
      action[0].role_arn,
    ]);
    expect(roles).toEqual([
      ["Source", "${aws_iam_role.security_roles_source_action.arn}"],
      ["Build", "${aws_iam_role.security_roles_build_action.arn}"],
      ["Test", "${aws_iam_role.security_roles_build_action.arn}"],
      ["Approve", undefined],
      ["Deploy", "${aws_iam_role.security_roles_deploy_action.arn}"],
    ]);
  });
});

describe("the build", () => {
  const { environment, source } = bare.at("aws_codebuild_project.pipeline_build");
  const variables: Record<string, string> = Object.fromEntries(
    environment.environment_variable.map(({ name, value }: Attributes) => [name, value]),
  );

  test("is told everything of the system that it fills in", () => {
    expect(source.buildspec).toBe("buildspec.yml");
    expect(variables).toEqual({
      REPOSITORY_URI: "${aws_ecr_repository.app_infra_repository.repository_url}",
      TASK_DEFINITION_TEMPLATE: "${aws_ssm_parameter.app_infra_task_template.name}",
      CONTAINER_NAME: "app",
      CONTAINER_PORT: "8080",
      VALIDATE_GREEN_FUNCTION: "${aws_lambda_function.pipeline_validate_green.function_name}",
      CAPACITY_PROVIDER_STRATEGY:
        "${aws_ssm_parameter.app_infra_release_settings_capacity_provider_strategy.name}",
      NETWORK_CONFIGURATION: "${aws_ssm_parameter.app_infra_release_settings_network_configuration.name}",
      IMAGE_PLATFORM: "linux/amd64",
    });
  });

  test("knows every placeholder of the sample that begins the repository", () => {
    const { files } = JSON.parse(bare.only("aws_lambda_invocation").input);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(["Dockerfile", "appspec.yaml", "buildspec.yml", "taskdef.json"]),
    );
    const placeholders = [...`${files["appspec.yaml"]}${files["taskdef.json"]}`.matchAll(/<([A-Z_]+)>/g)].map(
      ([, name]) => name,
    );
    expect(placeholders.length).toBeGreaterThan(3);
    const unknown = placeholders.filter((name) => name !== "TASK_DEFINITION" && !(name && name in variables));
    expect(unknown).toEqual([]);
  });
});

describe("CodeDeploy", () => {
  test("shifts between the listeners and target groups of the system, and does not wait for a person", () => {
    const { alarm_configuration, ...group } = bare.only("aws_codedeploy_deployment_group");
    expect(alarm_configuration).toMatchObject({ enabled: true });
    expect(group).toEqual({
      app_name: "${aws_codedeploy_app.pipeline_code_deploy_application.name}",
      deployment_group_name: "shop",
      service_role_arn: "${aws_iam_role.security_roles_deploy.arn}",
      deployment_config_name: "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
      deployment_style: { deployment_type: "BLUE_GREEN", deployment_option: "WITH_TRAFFIC_CONTROL" },
      ecs_service: {
        cluster_name: "${aws_ecs_cluster.ecs.name}",
        service_name: "${aws_ecs_service.app_infra_service.name}",
      },
      load_balancer_info: {
        target_group_pair_info: {
          prod_traffic_route: { listener_arns: ["${aws_lb_listener.app_infra_listeners_production.arn}"] },
          test_traffic_route: { listener_arns: ["${aws_lb_listener.app_infra_listeners_test.arn}"] },
          target_group: [
            { name: "${aws_lb_target_group.app_infra_target_groups_blue.name}" },
            { name: "${aws_lb_target_group.app_infra_target_groups_green.name}" },
          ],
        },
      },
      blue_green_deployment_config: {
        deployment_ready_option: { action_on_timeout: "CONTINUE_DEPLOYMENT" },
        terminate_blue_instances_on_deployment_success: {
          action: "TERMINATE",
          termination_wait_time_in_minutes: 5,
        },
      },
      auto_rollback_configuration: {
        enabled: true,
        events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
      },
      depends_on: ["aws_iam_role_policy.security_roles_deploy_policy"],
    });
  });

  test.each([
    ["linear", { type: "TimeBasedLinear", time_based_linear: { percentage: 25, interval: 2 } }],
    ["canary", { type: "TimeBasedCanary", time_based_canary: { percentage: 25, interval: 2 } }],
  ] as const)(
    "can shift by a %s configuration of one's own, the next standing before the last goes",
    (type, routing) => {
      const configuration = { type, percent: 25, minutes: 2 };
      expect(
        ecsBlueGreen({ deployment: { configuration } }).only("aws_codedeploy_deployment_config"),
      ).toEqual({
        deployment_config_name: `shop-${type}-25-percent-2-minutes`,
        compute_platform: "ECS",
        traffic_routing_config: routing,
        lifecycle: { create_before_destroy: true },
      });
    },
  );

  test("a configuration by name is the shift that AWS documents for it", () => {
    expect(resolveShift("ECSCanary10Percent15Minutes")).toEqual({ type: "canary", percent: 10, minutes: 15 });
    expect(resolveShift({ type: "linear", percent: 20, minutes: 1 })).toEqual({
      type: "linear",
      percent: 20,
      minutes: 1,
    });
  });

  test("is given the build's task definition and appspec", () => {
    const [{ configuration, provider, input_artifacts }] = stages(bare).at(-1)?.action ?? [];
    expect({ provider, input_artifacts }).toEqual({
      provider: "CodeDeployToECS",
      input_artifacts: ["Build"],
    });
    expect(configuration).toEqual({
      ApplicationName: "${aws_codedeploy_app.pipeline_code_deploy_application.name}",
      DeploymentGroupName:
        "${aws_codedeploy_deployment_group.pipeline_code_deploy_group.deployment_group_name}",
      TaskDefinitionTemplateArtifact: "Build",
      TaskDefinitionTemplatePath: "taskdef.json",
      AppSpecTemplateArtifact: "Build",
      AppSpecTemplatePath: "appspec.yaml",
    });
  });
});

test("alarms wait as long as a task of the application may take to become healthy", () => {
  const periods = (graceSeconds: number) =>
    ecsBlueGreen({ app: { healthCheck: { graceSeconds } } }).at(
      "aws_cloudwatch_metric_alarm.pipeline_alarms_green_unhealthy",
    ).evaluation_periods;
  expect([periods(60), periods(600)]).toEqual([3, 12]);
});

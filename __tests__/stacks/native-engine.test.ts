import type { Settings } from "../helpers/synth";
import { ecsBlueGreen } from "../helpers/systems";

const NATIVE: Settings = { engine: "native" };
const template = ecsBlueGreen(NATIVE);
const RULE = "${aws_lb_listener_rule.pipeline_ecs_native_";
const [BLUE, GREEN] = ["blue", "green"].map(
  (colour) => `\${aws_lb_target_group.app_infra_target_groups_${colour}.arn}`,
);

const serviceWith = (deployment: Settings["deployment"]) =>
  ecsBlueGreen({ ...NATIVE, deployment }).only("aws_ecs_service");

test("leaves nothing of CodeDeploy behind", () => {
  expect(template.addresses.filter((address) => address.startsWith("aws_codedeploy"))).toEqual([]);
  expect(template.text).not.toContain("codedeploy:");
});

describe("the service", () => {
  const service = template.only("aws_ecs_service");
  const hook = {
    hook_target_arn: "${aws_lambda_function.pipeline_validate_green.arn}",
    role_arn: "${aws_iam_role.security_roles_call_hook.arn}",
    lifecycle_stages: ["POST_TEST_TRAFFIC_SHIFT"],
  };

  test.each([
    ["ECSAllAtOnce", { strategy: "BLUE_GREEN" }],
    [
      "ECSLinear10PercentEvery3Minutes",
      { strategy: "LINEAR", linear_configuration: { step_percent: 10, step_bake_time_in_minutes: "3" } },
    ],
    [
      "ECSCanary10Percent15Minutes",
      { strategy: "CANARY", canary_configuration: { canary_percent: 10, canary_bake_time_in_minutes: "15" } },
    ],
    [
      { type: "linear", percent: 25, minutes: 2 },
      { strategy: "LINEAR", linear_configuration: { step_percent: 25, step_bake_time_in_minutes: "2" } },
    ],
    [
      { type: "canary", percent: 5, minutes: 30 },
      { strategy: "CANARY", canary_configuration: { canary_percent: 5, canary_bake_time_in_minutes: "30" } },
    ],
  ] as const)("shifts by %j as ECS says it", (configuration, strategy) => {
    expect(serviceWith({ configuration, terminationWaitMinutes: 45 }).deployment_configuration).toEqual({
      ...strategy,
      bake_time_in_minutes: "45",
      lifecycle_hook: [hook],
    });
  });

  test("is deployed by ECS itself, which finds both target groups and both rules", () => {
    expect(service.deployment_controller).toEqual({ type: "ECS" });
    expect(service.load_balancer).toEqual([
      {
        target_group_arn: BLUE,
        container_name: "app",
        container_port: 8080,
        advanced_configuration: {
          alternate_target_group_arn: GREEN,
          production_listener_rule: `${RULE}production_rule.arn}`,
          test_listener_rule: `${RULE}test_rule.arn}`,
          role_arn: "${aws_iam_role.security_roles_infrastructure.arn}",
        },
      },
    ]);
  });

  test("waits until ECS may do all that", () => {
    expect(service.depends_on).toEqual([
      "aws_ecs_cluster_capacity_providers.ecs_capacity",
      "aws_lb_listener.app_infra_listeners_production",
      "aws_lb_listener.app_infra_listeners_test",
      "aws_iam_role_policy.security_roles_infrastructure_policy",
      "aws_iam_role_policy.security_roles_call_hook_policy",
    ]);
  });

  test("rolls back on its alarms, and when its tasks do not start", () => {
    expect(service.alarms).toMatchObject({ enable: true, rollback: true });
    expect(service.alarms.alarm_names).toHaveLength(6);
    expect(service.deployment_circuit_breaker).toEqual({ enable: true, rollback: true });
  });

  test("fails a release for the same reasons, where that is not to roll it back", () => {
    const { alarms, deployment_circuit_breaker: breaker } = serviceWith({
      rollbackEvents: [],
      alarms: { extra: ["orders-failing"] },
    });
    expect(alarms).toMatchObject({ enable: true, rollback: false });
    expect(alarms.alarm_names.slice(6)).toEqual(["orders-failing"]);
    expect(breaker).toEqual({ enable: true, rollback: false });
  });
});

test("each listener has a rule for every path that begins at blue", () => {
  for (const kind of ["production", "test"]) {
    expect(template.at(`aws_lb_listener_rule.pipeline_ecs_native_${kind}_rule`)).toEqual({
      listener_arn: `\${aws_lb_listener.app_infra_listeners_${kind}.arn}`,
      priority: 100,
      condition: [{ path_pattern: { values: ["/*"] } }],
      action: [
        {
          type: "forward",
          forward: {
            target_group: [
              { arn: BLUE, weight: 100 },
              { arn: GREEN, weight: 0 },
            ],
          },
        },
      ],
      lifecycle: { ignore_changes: ["action"] },
    });
  }
});

describe("the deploy stage", () => {
  test("is a build that gets what the build before it made", () => {
    const [{ action }] = template.only("aws_codepipeline").stage.slice(-1);
    expect(action[0]).toMatchObject({
      name: "Deploy",
      provider: "CodeBuild",
      input_artifacts: ["Build"],
      configuration: { ProjectName: "${aws_codebuild_project.pipeline_ecs_native_release.name}" },
    });
  });

  test.each([
    ["ECSLinear10PercentEvery1Minutes", 5, 2 * (9 + 5) + 30],
    ["ECSAllAtOnce", 60, 2 * 60 + 30],
    // The longest that CodeBuild gives.
    [{ type: "linear", percent: 5, minutes: 60 }, 5, 2160],
  ] as const)(
    "with %j and %i minutes of baking has %i minutes",
    (configuration, terminationWaitMinutes, minutes) => {
      const deployment = { configuration, terminationWaitMinutes };
      const project = ecsBlueGreen({ ...NATIVE, deployment }).at(
        "aws_codebuild_project.pipeline_ecs_native_release",
      );
      expect(project.build_timeout).toBe(minutes);
    },
  );
});

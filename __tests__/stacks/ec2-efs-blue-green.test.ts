import { stages } from "../helpers/release";
import { CONFIGS, systemOf } from "../helpers/systems";
import type { Attributes, Template } from "../helpers/template";

const bare = systemOf("ec2-efs-blue-green");
const full = systemOf("ec2-efs-blue-green", CONFIGS["efs, everything on"]);

test("tells a person where everything is", () => {
  const values = Object.entries(bare.outputs).map(([name, { value }]) => [name, value]);

  expect(Object.fromEntries(values)).toEqual({
    url: "http://${aws_lb.entry_load_balancer.dns_name}",
    repository_clone_url: "${aws_codecommit_repository.pipeline_source_repository.clone_url_http}",
    pipeline_console_url:
      "https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/${aws_codepipeline.pipeline_pipeline.name}/view?region=us-east-1",
    codedeploy_application: "${aws_codedeploy_app.pipeline_deployment_application.name}",
    codedeploy_deployment_group:
      "${aws_codedeploy_deployment_group.pipeline_deployment_group.deployment_group_name}",
    file_system_id: "${aws_efs_file_system.file_system.id}",
    color_parameter: "${aws_ssm_parameter.color_color.name}",
    fleet_tag: "bluegreen:fleet=shop-efs",
  });
  for (const { description } of Object.values(bare.outputs)) expect(description).toMatch(/^[A-Z].{8,}/);
});

test("what a release moves, Terraform leaves alone: all of it, and nothing else", () => {
  const ignored = Object.entries(bare.blocks).flatMap(([address, { lifecycle }]) =>
    lifecycle?.ignore_changes ? [[address, lifecycle.ignore_changes]] : [],
  );

  expect(Object.fromEntries(ignored)).toEqual({
    // Each release sets the pointer, and is remembered.
    "aws_ssm_parameter.color_color": ["value"],
    "aws_ssm_parameter.color_revisions": ["value"],
    // Each release puts a copy of the group in its place.
    "aws_codedeploy_deployment_group.pipeline_deployment_group": ["autoscaling_groups"],
    // A newer sample is no reason to fill the repository again.
    "aws_lambda_invocation.pipeline_seed_invocation": ["input"],
  });
});

describe("the pipeline", () => {
  const names = (template: Template) => stages(template).map(({ name }) => name);

  test("flips the color last, and only behind a good deployment", () => {
    expect(names(bare)).toEqual(["Source", "Build", "Deploy", "FlipColor"]);
    expect(names(full)).toEqual(["Source", "Build", "Test", "Approve", "Deploy", "FlipColor"]);
  });

  test("hands the function the color that the build wrote, and the revision that was deployed", () => {
    const [deploy, flip] = stages(bare)
      .slice(-2)
      .map(({ action: [action] }) => action);

    expect(flip).toMatchObject({
      category: "Invoke",
      provider: "Lambda",
      configuration: {
        FunctionName: "${aws_lambda_function.color.function_name}",
        UserParameters: '{"color":"#{BuildVariables.COLOR}"}',
      },
      input_artifacts: deploy.input_artifacts,
    });
  });

  test("replaces the fleet by its copy", () => {
    expect(bare.only("aws_codedeploy_deployment_group")).toMatchObject({
      app_name: "${aws_codedeploy_app.pipeline_deployment_application.name}",
      deployment_group_name: "shop-efs",
      deployment_style: { deployment_type: "BLUE_GREEN", deployment_option: "WITH_TRAFFIC_CONTROL" },
      blue_green_deployment_config: {
        green_fleet_provisioning_option: { action: "COPY_AUTO_SCALING_GROUP" },
      },
    });
  });
});

describe("the build", () => {
  const { vpc_config, environment, file_system_locations, depends_on } = bare.only("aws_codebuild_project");

  test("finds the file system as $CODEBUILD_EFS, from within the VPC", () => {
    expect(file_system_locations).toEqual([
      {
        type: "EFS",
        identifier: "efs",
        location: "${aws_efs_file_system.file_system.dns_name}:/",
        mount_point: "/efs",
      },
    ]);
    // Mounting takes privileges.
    expect(environment.privileged_mode).toBe(true);
    expect(vpc_config.subnets).toEqual([
      "${aws_subnet.networking_subnets_private_1.id}",
      "${aws_subnet.networking_subnets_private_2.id}",
    ]);
    expect(vpc_config.security_group_ids).toEqual(["${aws_security_group.builds.id}"]);
  });

  test("is there only once the file system can be mounted", () => {
    expect(depends_on).toEqual(
      expect.arrayContaining([
        "aws_efs_mount_target.file_system_mount_target_1",
        "aws_efs_mount_target.file_system_mount_target_2",
        "aws_efs_file_system_policy.file_system_policy",
      ]),
    );
  });

  test("knows its pointer, its directories, and how long to wait for the release before it", () => {
    const variables = environment.environment_variable.map(({ name, value }: Attributes) => [name, value]);

    expect(Object.fromEntries(variables)).toEqual({
      SYSTEM: "shop-efs",
      PIPELINE: "shop-efs",
      COLOR_PARAMETER: "${aws_ssm_parameter.color_color.name}",
      COLORS: "green blue",
      WAIT_MINUTES: "50",
    });
  });

  test("is never given more time than CodeBuild has", () => {
    const template = systemOf("ec2-efs-blue-green", {
      efs: { deployment: { terminationWaitMinutes: 2880, approvalWaitMinutes: 2880 } },
    });

    expect(template.only("aws_codebuild_project").build_timeout).toBe(2160);
  });
});

describe("the instances", () => {
  test("learn what to mount from one parameter, which holds no secret", () => {
    expect(bare.at("aws_ssm_parameter.fleet_settings")).toMatchObject({
      name: "/shop-efs/instance",
      type: "String",
      value:
        "APP_PORT=80\nHEALTH_PATH=/\nEFS_ID=${aws_efs_file_system.file_system.id}\nEFS_ACCESS_POINT=${aws_efs_access_point.file_system_access_point.id}\n",
    });
  });

  test("come and go with releases: Terraform lists no group, only its keeper", () => {
    expect(bare.count("aws_autoscaling_group")).toBe(0);
    expect(bare.only("aws_codedeploy_deployment_group").autoscaling_groups).toEqual([
      expect.stringContaining("aws_lambda_invocation.keeper_fleet.result"),
    ]);
  });
});

describe("who may do what", () => {
  const may = (role: string) =>
    Object.fromEntries(
      bare
        .permissions(role)
        .flatMap(({ Action, Resource }) => Action.map((action: string) => [action, Resource])),
    );

  test("the build reads the pointer and the states of its pipeline", () => {
    expect(may("build")).toMatchObject({
      "ssm:GetParameter": ["${aws_ssm_parameter.color_color.arn}"],
      "codepipeline:GetPipelineState": [expect.stringMatching(/:codepipeline:us-east-1:.*:shop-efs$/)],
    });
  });

  test("the function reads and writes the pointer, reads deployments of its group, and reports", () => {
    const group = [expect.stringMatching(/:deploymentgroup:shop-efs\/shop-efs$/)];
    const parameters = ["${aws_ssm_parameter.color_color.arn}", "${aws_ssm_parameter.color_revisions.arn}"];

    expect(may("flip_color")).toEqual({
      "logs:CreateLogStream": ["${aws_cloudwatch_log_group.color_logs.arn}:*"],
      "logs:PutLogEvents": ["${aws_cloudwatch_log_group.color_logs.arn}:*"],
      "ssm:GetParameter": parameters,
      "ssm:PutParameter": parameters,
      "codedeploy:GetDeployment": group,
      "codedeploy:GetDeploymentGroup": group,
      "codepipeline:PutJobFailureResult": ["*"],
      "codepipeline:PutJobSuccessResult": ["*"],
    });
  });

  test("the pipeline calls that function and no other", () => {
    expect(may("invoke_action")).toEqual({ "lambda:InvokeFunction": ["${aws_lambda_function.color.arn}"] });
  });

  test("instances read their settings, and may not write them", () => {
    expect(may("instance")).toMatchObject({
      "ssm:GetParameter": ["${aws_ssm_parameter.fleet_settings.arn}"],
    });
    expect(Object.keys(may("instance"))).not.toContain("ssm:PutParameter");
  });
});

test("the end of any deployment of this group calls the function, however it ended", () => {
  const { event_pattern, name } = bare.at("aws_cloudwatch_event_rule.color_on_deployment");

  expect(JSON.parse(event_pattern)).toEqual({
    source: ["aws.codedeploy"],
    "detail-type": ["CodeDeploy Deployment State-change Notification"],
    detail: {
      application: ["shop-efs"],
      deploymentGroup: ["shop-efs"],
      state: ["SUCCESS", "FAILURE", "STOP"],
    },
  });
  expect(name).toBe("shop-efs-flip-color");
  expect(bare.at("aws_cloudwatch_event_target.color_deployment_to_function")).toMatchObject({
    arn: "${aws_lambda_function.color.arn}",
    depends_on: ["aws_lambda_permission.color_events_may_call"],
  });
  expect(bare.at("aws_lambda_permission.color_events_may_call")).toMatchObject({
    principal: "events.amazonaws.com",
    source_arn: "${aws_cloudwatch_event_rule.color_on_deployment.arn}",
  });
});

test("the pointer begins as nothing", () => {
  expect(bare.at("aws_ssm_parameter.color_color")).toMatchObject({ name: "/shop-efs/color", value: "null" });
  expect(bare.at("aws_ssm_parameter.color_revisions")).toMatchObject({
    name: "/shop-efs/revisions",
    value: "{}",
  });
});

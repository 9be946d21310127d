import { permissions, trust } from "../helpers/permissions";
import { stages } from "../helpers/release";
import { CONFIGS, systemOf } from "../helpers/systems";
import type { Attributes } from "../helpers/template";

const bare = systemOf("golden-ami-blue-green");
const full = systemOf("golden-ami-blue-green", CONFIGS["golden, everything on"]);

test("outputs tell a person where everything is", () => {
  expect(Object.fromEntries(Object.entries(bare.outputs).map(([name, { value }]) => [name, value]))).toEqual({
    url: "http://${aws_lb.entry_load_balancer.dns_name}",
    repository_clone_url: "${aws_codecommit_repository.pipeline_source_repository.clone_url_http}",
    pipeline_console_url:
      "https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/${aws_codepipeline.pipeline_pipeline.name}/view?region=us-east-1",
    codedeploy_application: "${aws_codedeploy_app.pipeline_deployment_application.name}",
    codedeploy_deployment_group:
      "${aws_codedeploy_deployment_group.pipeline_deployment_group.deployment_group_name}",
    golden_ami_parameter: "${aws_ssm_parameter.golden_ami_pointer.name}",
    golden_ami_document: "${aws_ssm_document.golden_ami_document.name}",
    golden_ami_log_group: "${aws_cloudwatch_log_group.golden_ami_logs.name}",
  });
});

describe("a release", () => {
  test("bakes an image before it builds, and deploys on it", () => {
    expect(stages(bare).map(({ name }) => name)).toEqual(["Source", "BuildGoldenAMI", "Build", "Deploy"]);
    expect(stages(bare)[1]?.action).toMatchObject([
      {
        category: "Invoke",
        provider: "Lambda",
        namespace: "GoldenAmi",
        configuration: { FunctionName: "${aws_lambda_function.bake_ami.function_name}" },
        role_arn: "${aws_iam_role.security_roles_invoke_action.arn}",
      },
    ]);
  });

  test("has the other stages where they are asked for", () => {
    expect(stages(full).map(({ name }) => name)).toEqual(
      "Source BuildGoldenAMI Build Test Approve Deploy".split(" "),
    );
  });

  test("copies the group, moves users to the copy, and ends the original", () => {
    expect(bare.only("aws_codedeploy_deployment_group")).toMatchObject({
      autoscaling_groups: ["${jsondecode(aws_lambda_invocation.keeper_fleet.result).group}"],
      deployment_style: { deployment_type: "BLUE_GREEN", deployment_option: "WITH_TRAFFIC_CONTROL" },
      blue_green_deployment_config: {
        green_fleet_provisioning_option: { action: "COPY_AUTO_SCALING_GROUP" },
        deployment_ready_option: { action_on_timeout: "CONTINUE_DEPLOYMENT" },
        terminate_blue_instances_on_deployment_success: {
          action: "TERMINATE",
          termination_wait_time_in_minutes: 5,
        },
      },
    });
  });

  test("also starts by itself each month, where that is asked for", () => {
    expect(full.at("aws_cloudwatch_event_rule.schedule_rule").schedule_expression).toBe("cron(0 3 1 * ? *)");
    expect(full.at("aws_cloudwatch_event_target.schedule_to_pipeline").arn).toBe(
      "${aws_codepipeline.pipeline_pipeline.arn}",
    );
    expect(Object.keys(bare.resources("aws_cloudwatch_event_rule"))).not.toContain("schedule_rule");
  });
});

describe("instances", () => {
  test("are launched from whatever the parameter names at that moment", () => {
    expect(bare.only("aws_launch_template").image_id).toBe(
      "resolve:ssm:${aws_ssm_parameter.golden_ami_pointer.name}",
    );
  });

  test.each(["deploy", "fleet_keeper"])("may be launched so by whoever makes groups: %s", (job) => {
    expect(permissions(bare)[job]).toContain("ssm:GetParameters on <golden_ami_pointer>");
  });

  test("are added at 90 percent of CPU and taken away at 70, by whoever keeps the group", () => {
    const { FLEET } = bare.at("aws_lambda_function.keeper").environment.variables;

    expect(JSON.parse(FLEET).scaling).toEqual({
      highCpuPercent: 90,
      lowCpuPercent: 70,
      cooldownSeconds: 300,
    });
    expect(bare.count("aws_autoscaling_policy")).toBe(0);
  });
});

test("what a bake and a release move, Terraform leaves alone: all of it, and nothing else", () => {
  const ignored = Object.entries(bare.blocks).flatMap(([address, { lifecycle }]): [string, string[]][] =>
    lifecycle?.ignore_changes ? [[address, lifecycle.ignore_changes]] : [],
  );
  expect(Object.fromEntries(ignored)).toEqual({
    // Each bake promotes an image.
    "aws_ssm_parameter.golden_ami_pointer": ["value"],
    // Each release puts its copy in the place of the group that was there.
    "aws_codedeploy_deployment_group.pipeline_deployment_group": ["autoscaling_groups"],
    // A newer sample is no reason to fill the repository again.
    "aws_lambda_invocation.pipeline_seed_invocation": ["input"],
  });
});

describe("roles", () => {
  const owned = "if StringEquals aws:ResourceTag/bluegreen:golden-ami shop-ami";
  const requested = "if StringEquals aws:RequestTag/bluegreen:golden-ami shop-ami";
  const image = "arn:<partition>:ec2:us-east-1:*:image/*";
  const snapshot = "arn:<partition>:ec2:us-east-1:*:snapshot/*";
  const launched = "ec2:instance/* ec2:network-interface/* ec2:volume/*";
  const shells =
    "ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *";
  const installer = "s3:GetObject on arn:<partition>:s3:::aws-codedeploy-us-east-1/*";

  const EXPECTED = {
    automation: [
      `ec2:RunInstances on ${launched} ${requested}`,
      `ec2:RunInstances on ec2:security-group/<golden_ami_builder_group> ec2:subnet/<networking_subnets_private_1> ${image} ${snapshot}`,
      `ec2:CreateImage on ec2:instance/* ${owned}`,
      `ec2:CreateImage on ${image} ${snapshot} ${requested}`,
      `ec2:CreateTags on ${launched} ${image} ${snapshot} if StringEquals ec2:CreateAction CreateImage RunInstances`,
      `ec2:CreateTags on ${image} ${owned}`,
      `ec2:StopInstances ec2:TerminateInstances on ec2:instance/* ${owned}`,
      "ec2:DescribeImages ec2:DescribeInstanceStatus ec2:DescribeInstances ssm:DescribeInstanceInformation ssm:ListCommandInvocations ssm:ListCommands on *",
      `ssm:SendCommand on ec2:instance/* ${owned}`,
      "ssm:SendCommand on arn:<partition>:ssm:us-east-1::document/AWS-RunShellScript",
      "ssm:GetParameter ssm:PutParameter on <golden_ami_pointer>",
      "ssm:GetParameter on arn:<partition>:ssm:us-east-1::parameter/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
      "iam:PassRole on <security_roles_image_builder> if StringEquals iam:PassedToService ec2.amazonaws.com",
    ],
    image_builder: [
      "ssm:UpdateInstanceInformation on ec2:instance/*",
      shells,
      "ec2messages:AcknowledgeMessage ec2messages:DeleteMessage ec2messages:FailMessage ec2messages:GetEndpoint ec2messages:GetMessages ec2messages:SendReply on *",
      "logs:DescribeLogGroups on *",
      "logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on <golden_ami_logs>:*",
      installer,
    ],
    bake_ami: [
      "ssm:StartAutomationExecution on ssm:automation-definition/<golden_ami_document>:* ssm:document/<golden_ami_document>",
      "ssm:GetAutomationExecution ssm:StopAutomationExecution on ssm:automation-execution/*",
      "iam:PassRole on <security_roles_automation> if StringEquals iam:PassedToService ssm.amazonaws.com",
      "ssm:GetParameter on <golden_ami_pointer>",
      "codepipeline:PutJobFailureResult codepipeline:PutJobSuccessResult ec2:DescribeImages ec2:DescribeInstances ec2:DescribeLaunchTemplateVersions ec2:DescribeSnapshots ssm:DescribeAutomationExecutions on *",
      `ec2:TerminateInstances on ec2:instance/* ${owned}`,
      `ec2:DeregisterImage on ${image} ${owned}`,
      `ec2:DeleteSnapshot on ${snapshot} ${owned}`,
      "logs:CreateLogStream logs:PutLogEvents on <bake_ami_logs>:*",
    ],
    invoke_action: ["lambda:InvokeFunction on <bake_ami>"],
    instance: [
      "cloudwatch:PutMetricData on * if StringEquals cloudwatch:namespace shop-ami",
      "ec2:DescribeTags on *",
      "ssm:UpdateInstanceInformation on ec2:instance/*",
      shells,
      installer,
      "ssm:GetParameter ssm:GetParameters on <fleet_settings>",
      "s3:GetObject s3:GetObjectVersion on <pipeline_artifacts_bucket>/*",
      "kms:Decrypt on <security_pipeline_key>",
    ],
  };

  test.each(Object.entries(EXPECTED))("%s may do what its job takes, and no more", (job, expected) => {
    expect(permissions(bare)[job]).toEqual(expected);
  });

  test.each([
    ["automation", "ssm if StringEquals aws:SourceAccount <account>"],
    ["image_builder", "ec2"],
    ["bake_ami", "lambda"],
    ["invoke_action", "<security_roles_pipeline>"],
  ])("%s is taken on by the one that does the job", (job, who) => {
    const role: Attributes = bare.at(`aws_iam_role.security_roles_${job}`);
    expect(trust(role.assume_role_policy)).toBe(who);
  });
});

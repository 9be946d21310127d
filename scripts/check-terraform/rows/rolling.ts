import { hcl, same } from "../hcl";
import type { Row } from "../row";

const TARGETS = "aws_lb_target_group.entry_target_group";
const PRODUCTION = "aws_lb_listener.entry_production";
const TEMPLATE = "aws_launch_template.fleet_launch_template";
const GROUP = "aws_autoscaling_group.group";
const DEPLOYS = "aws_codedeploy_deployment_group.pipeline_deployment_group";
const OWN = "aws_codedeploy_deployment_config.pipeline_deployment_configuration";
const PIPELINE = "aws_codepipeline.pipeline_pipeline";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-4333-8444-555555555555";

const actions = (job: string) =>
  `flatten([for s in jsondecode(aws_iam_role_policy.security_roles_${job}_policy.policy).Statement : s.Action])`;
const resourcesOf = (job: string, action: string) =>
  `flatten([for s in jsondecode(aws_iam_role_policy.security_roles_${job}_policy.policy).Statement : s.Resource if contains(s.Action, "${action}")])`;

/** Instances that are released to in place. */
export const ROLLING_ROWS: readonly Row[] = [
  {
    name: "rolling",
    config: { systems: ["ec2-rolling"] },
    released: true,
    backends: { "ec2-rolling": { local: { path: "../../../terraform.shop.ec2-rolling.tfstate" } } },
    counts: {
      aws_vpc: 1,
      aws_nat_gateway: 1,
      aws_cloudwatch_metric_alarm: 3,
      aws_codedeploy_deployment_config: 0,
      aws_autoscaling_notification: 0,
    },
    planned: {
      "three instances start": `${GROUP}.min_size == 3 && ${GROUP}.desired_capacity == 3 && ${GROUP}.max_size == 6`,
      "one instance changes at a time": `${DEPLOYS}.deployment_config_name == "CodeDeployDefault.OneAtATime"`,
      "scripts take instances out of the load balancer": `${DEPLOYS}.deployment_style[0].deployment_option == "WITHOUT_TRAFFIC_CONTROL" && length(${DEPLOYS}.load_balancer_info) == 0`,
      "requests in flight get five minutes": `${TARGETS}.deregistration_delay == "300"`,
      "the stages are source, build and deploy": `${PIPELINE}.stage[*].name == tolist(["Source", "Build", "Deploy"])`,
    },
    applied: {
      "instances may put themselves into standby, in this group alone": same(
        resourcesOf("instance", "autoscaling:EnterStandby"),
        [hcl("arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/shop-roll")],
      ),
      "instances live in the private subnets": same(`${GROUP}.vpc_zone_identifier`, [
        "aws_subnet.networking_subnets_private_1.id",
        "aws_subnet.networking_subnets_private_2.id",
      ]),
    },
  },
  {
    name: "rolling-network",
    config: {
      systems: ["ec2-rolling"],
      loadBalancer: { certificateArn: CERTIFICATE, domainName: "shop.example.com", stickinessSeconds: 60 },
      rolling: { loadBalancer: { type: "network", healthCheck: "tcp" } },
    },
    counts: { aws_lb_listener: 1, aws_cloudwatch_metric_alarm: 1, aws_s3_bucket: 1 },
    planned: {
      "the load balancer is for TCP": 'aws_lb.entry_load_balancer.load_balancer_type == "network"',
      "users arrive by TLS": `${PRODUCTION}.port == 443 && ${PRODUCTION}.protocol == "TLS" && ${PRODUCTION}.certificate_arn == "${CERTIFICATE}"`,
      "a connection that is taken is healthy": `${TARGETS}.protocol == "TCP" && ${TARGETS}.health_check[0].protocol == "TCP"`,
      "an address stays with its instance": `${TARGETS}.stickiness[0].type == "source_ip" && ${TARGETS}.stickiness[0].enabled`,
      "health is a metric of its own": `aws_cloudwatch_metric_alarm.pipeline_alarms_unhealthy.namespace == "AWS/NetworkELB"`,
    },
  },
  {
    name: "rolling-by-codedeploy",
    config: {
      systems: ["ec2-rolling"],
      network: { nat: "none", zones: 3 },
      pipeline: {
        approval: true,
        testBuildspec: "test/buildspec.yml",
        notificationEmails: ["ops@example.com"],
      },
      rolling: {
        fleet: { instanceType: "t4g.small", rootVolumeGiB: 20 },
        configuration: { minimumHealthyPercent: 50 },
        trafficControl: "codedeploy",
      },
    },
    released: true,
    counts: {
      aws_nat_gateway: 0,
      aws_codedeploy_deployment_config: 1,
      aws_autoscaling_notification: 1,
      aws_sns_topic: 1,
    },
    planned: {
      "CodeDeploy takes instances out of the load balancer": `${DEPLOYS}.deployment_style[0].deployment_option == "WITH_TRAFFIC_CONTROL" && one(${DEPLOYS}.load_balancer_info[0].target_group_info).name == ${TARGETS}.name`,
      "half of the instances serve meanwhile": `${OWN}.minimum_healthy_hosts[0].type == "FLEET_PERCENT" && ${OWN}.minimum_healthy_hosts[0].value == 50 && ${DEPLOYS}.deployment_config_name == ${OWN}.deployment_config_name`,
      "instances have addresses of their own": `one(${TEMPLATE}.network_interfaces).associate_public_ip_address == "true"`,
      "instances are ARM, with an image for it": `${TEMPLATE}.instance_type == "t4g.small" && endswith(${TEMPLATE}.image_id, "-arm64")`,
      "a person is asked behind the tests": `${PIPELINE}.stage[*].name == tolist(["Source", "Build", "Test", "Approve", "Deploy"])`,
    },
    applied: {
      "instances have no say in their group": `!anytrue([for a in ${actions("instance")} : startswith(a, "autoscaling:")])`,
      "e-mail tells of instances that come and go": `aws_autoscaling_notification.pipeline_notifications_instances.topic_arn == aws_sns_topic.pipeline_notifications_topic.arn`,
    },
  },
  {
    name: "rolling-by-number",
    config: {
      systems: ["ec2-rolling"],
      network: { nat: "per-az", zones: 3 },
      rolling: {
        fleet: { minSize: 4, desiredCapacity: 5, maxSize: 8 },
        configuration: { minimumHealthyHosts: 3 },
        drainSeconds: 60,
        hookTimeoutSeconds: 120,
      },
    },
    counts: { aws_nat_gateway: 3, aws_subnet: 6 },
    planned: {
      "three instances serve at any time": `${OWN}.minimum_healthy_hosts[0].type == "HOST_COUNT" && ${OWN}.minimum_healthy_hosts[0].value == 3`,
      "five instances start, of four to eight": `${GROUP}.min_size == 4 && ${GROUP}.desired_capacity == 5 && ${GROUP}.max_size == 8`,
      "requests in flight get a minute": `${TARGETS}.deregistration_delay == "60"`,
    },
    applied: {
      "scripts and the build know how long they have": `strcontains(aws_ssm_parameter.fleet_settings.value, "HOOK_TIMEOUT_SECONDS=120\\nDRAIN_SECONDS=60\\n") && contains([for v in aws_codebuild_project.pipeline_build.environment[0].environment_variable : v.value if v.name == "HOOK_TIMEOUT_SECONDS"], "120")`,
    },
  },
];

import { AT } from "../addresses";
import { hcl } from "../hcl";
import type { Row } from "../row";

const CONNECTION =
  "arn:aws:codeconnections:us-east-1:123456789012:connection/11111111-2222-4333-8444-555555555555";
const TOPIC = "aws_sns_topic.pipeline_notifications_topic";

const SOURCE = `${AT.pipeline}.stage[0].action[0]`;
const NATIVE = `one(${AT.service}.deployment_configuration)`;
const SHIFT = "aws_codedeploy_deployment_config.pipeline_code_deploy_configuration";

const stages = (...names: readonly string[]) => `${AT.pipeline}.stage[*].name == tolist(${hcl(names)})`;

/** From a push to the shift: source, stages, and how traffic moves. */
export const RELEASE_ROWS: readonly Row[] = [
  {
    name: "github",
    config: { source: { provider: "github", repository: "acme/shop", branch: "release" } },
    counts: {
      aws_codestarconnections_connection: 1,
      aws_codecommit_repository: 0,
      aws_cloudwatch_event_rule: 1,
    },
    planned: {
      "the connection is to GitHub": `aws_codestarconnections_connection.pipeline_source_connection.provider_type == "GitHub"`,
      "the branch that is fetched is the one that starts the pipeline": `${SOURCE}.configuration.BranchName == "release" && ${AT.pipeline}.trigger[0].git_configuration[0].push[0].branches[0].includes == tolist(["release"])`,
      "the trigger is of the source action": `${AT.pipeline}.trigger[0].git_configuration[0].source_action_name == ${SOURCE}.name`,
    },
    applied: {
      "the source goes through the connection": `${SOURCE}.configuration.ConnectionArn == aws_codestarconnections_connection.pipeline_source_connection.arn && ${SOURCE}.configuration.FullRepositoryId == "acme/shop"`,
    },
  },
  {
    name: "github-connection",
    config: { source: { provider: "github", repository: "acme/shop", connectionArn: CONNECTION } },
    counts: { aws_codestarconnections_connection: 0, aws_codecommit_repository: 0 },
    planned: {
      "the source goes through the connection named": `${SOURCE}.configuration.ConnectionArn == "${CONNECTION}" && ${SOURCE}.configuration.BranchName == "main"`,
    },
  },
  {
    name: "stages",
    config: {
      pipeline: {
        approval: true,
        testBuildspec: "tests/buildspec.yml",
        notificationEmails: ["dev@example.com", "ops@example.com"],
      },
      deployment: { approvalWaitMinutes: 30, terminationWaitMinutes: 60, alarms: { extra: ["shop-orders"] } },
    },
    counts: {
      aws_codebuild_project: 2,
      aws_sns_topic: 1,
      aws_sns_topic_subscription: 2,
      aws_codestarnotifications_notification_rule: 1,
    },
    planned: {
      "tests and a person stand before the deploy stage": stages(
        "Source",
        "Build",
        "Test",
        "Approve",
        "Deploy",
      ),
      "the test stage runs the buildspec named": `aws_codebuild_project.pipeline_test.source[0].buildspec == "tests/buildspec.yml"`,
      "a shift that nobody allows stops": `${AT.group}.blue_green_deployment_config[0].deployment_ready_option[0].action_on_timeout == "STOP_DEPLOYMENT" && ${AT.group}.blue_green_deployment_config[0].deployment_ready_option[0].wait_time_in_minutes == 30`,
      "the original tasks are kept for an hour": `${AT.group}.blue_green_deployment_config[0].terminate_blue_instances_on_deployment_success[0].termination_wait_time_in_minutes == 60`,
      "a further alarm stops a release": `contains(${AT.group}.alarm_configuration[0].alarms, "shop-orders")`,
    },
    applied: {
      "the person is asked through the topic": `${AT.pipeline}.stage[3].action[0].configuration.NotificationArn == ${TOPIC}.arn`,
      "alarms are heard of through the topic": `aws_cloudwatch_metric_alarm.pipeline_alarms_green_errors.alarm_actions == toset([${TOPIC}.arn])`,
      "both addresses listen to the topic": `aws_sns_topic_subscription.pipeline_notifications_email_1.topic_arn == ${TOPIC}.arn && aws_sns_topic_subscription.pipeline_notifications_email_2.topic_arn == ${TOPIC}.arn`,
      "the topic is encrypted": `${TOPIC}.kms_master_key_id == aws_kms_key.security_pipeline_key.arn`,
      "the pipeline is watched": `aws_codestarnotifications_notification_rule.pipeline_notifications_pipeline.resource == ${AT.pipeline}.arn`,
    },
  },
  {
    name: "canary",
    config: { deployment: { configuration: { type: "canary", percent: 5, minutes: 20 } } },
    counts: { aws_codedeploy_deployment_config: 1 },
    planned: {
      "5 percent are shifted first, and the rest after 20 minutes": `${SHIFT}.traffic_routing_config[0].type == "TimeBasedCanary" && ${SHIFT}.traffic_routing_config[0].time_based_canary[0].percentage == 5 && ${SHIFT}.traffic_routing_config[0].time_based_canary[0].interval == 20`,
      "the deployment group uses it": `${AT.group}.deployment_config_name == ${SHIFT}.deployment_config_name`,
    },
  },
  {
    name: "linear",
    config: {
      deployment: { configuration: { type: "linear", percent: 25, minutes: 3 }, rollbackEvents: [] },
    },
    counts: { aws_codedeploy_deployment_config: 1 },
    planned: {
      "25 percent are shifted every 3 minutes": `${SHIFT}.traffic_routing_config[0].type == "TimeBasedLinear" && ${SHIFT}.traffic_routing_config[0].time_based_linear[0].percentage == 25 && ${SHIFT}.traffic_routing_config[0].time_based_linear[0].interval == 3`,
      "the deployment group uses it": `${AT.group}.deployment_config_name == ${SHIFT}.deployment_config_name`,
      "nothing rolls back by itself": `!${AT.group}.auto_rollback_configuration[0].enabled`,
    },
  },
  {
    name: "native",
    config: { engine: "native", deployment: { configuration: { type: "canary", percent: 10, minutes: 5 } } },
    released: true,
    counts: { aws_lb_listener_rule: 2, aws_codedeploy_app: 0, aws_codedeploy_deployment_group: 0 },
    planned: {
      "10 percent are shifted first, and the rest after 5 minutes": `${NATIVE}.strategy == "CANARY" && one(${NATIVE}.canary_configuration).canary_percent == 10 && tostring(one(${NATIVE}.canary_configuration).canary_bake_time_in_minutes) == "5"`,
      "the original tasks are kept for five minutes": `tostring(${NATIVE}.bake_time_in_minutes) == "5"`,
    },
  },
];

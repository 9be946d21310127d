import { BUILD, PIPELINE, policyOf, type Row } from "./row";

const GITHUB = { source: { provider: "github", repository: "acme/shop" } } as const;
const SOURCE = "stage.Source.action.Source";
const CONNECTION = "aws_codestarconnections_connection.pipeline_source_connection";
const CONNECTION_ARN = "arn:aws:codeconnections:us-east-1:123456789012:connection/1";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:ops";
const ALARMS = "aws_cloudwatch_metric_alarm.pipeline_alarms_{blue,green}_{errors,latency,unhealthy}";
const EXPIRY = "aws_s3_bucket_lifecycle_configuration.pipeline_artifacts_bucket_expiry";
const SEED = [
  "aws_cloudwatch_log_group.pipeline_seed_logs",
  "aws_iam_role.security_roles_seed",
  policyOf("seed"),
  "aws_lambda_function.pipeline_seed",
  "aws_lambda_invocation.pipeline_seed_invocation",
];
const UNSEEDED = ["aws_iam_role_policy.security_roles_pipeline_policy"];

export const RELEASING: readonly Row[] = [
  {
    setting: "source.provider",
    value: "github",
    also: { "source.repository": "acme/shop" },
    added: [CONNECTION],
    removed: [
      ...SEED,
      "aws_cloudwatch_event_rule.pipeline_triggers_on_push",
      "aws_cloudwatch_event_target.pipeline_triggers_push_to_pipeline",
      "aws_codecommit_repository.pipeline_source_repository",
    ],
    changed: {
      [PIPELINE]: {
        depends_on: UNSEEDED,
        [`${SOURCE}.configuration.ConnectionArn`]: `\${${CONNECTION}.arn}`,
        [`${SOURCE}.configuration.FullRepositoryId`]: "acme/shop",
        [`${SOURCE}.configuration.PollForSourceChanges`]: undefined,
        [`${SOURCE}.configuration.RepositoryName`]: undefined,
        [`${SOURCE}.provider`]: "CodeStarSourceConnection",
        "trigger.0.git_configuration.push.0.branches.includes": ["main"],
        "trigger.0.git_configuration.source_action_name": "Source",
        "trigger.0.provider_type": "CodeStarSourceConnection",
      },
      [policyOf("source_action")]: [
        "policy.Statement.codecommit:CancelUploadArchive",
        "policy.Statement.codeconnections:UseConnection",
        "policy.Statement.s3:PutObjectAcl",
      ],
      "output.repository_clone_url": { value: "https://github.com/acme/shop.git" },
    },
  },
  ...Object.entries({
    gitlab: ["GitLab", "https://gitlab.com/acme/shop.git"],
    bitbucket: ["Bitbucket", "https://bitbucket.org/acme/shop.git"],
  }).map(
    ([value, [type, url]]): Row => ({
      setting: "source.provider",
      value,
      given: GITHUB,
      changed: { [CONNECTION]: { provider_type: type }, "output.repository_clone_url": { value: url } },
    }),
  ),
  {
    setting: "source.repository",
    value: "code",
    changed: { "aws_codecommit_repository.pipeline_source_repository": { repository_name: "code" } },
  },
  {
    setting: "source.repository",
    value: "acme/other",
    given: GITHUB,
    changed: {
      [PIPELINE]: { [`${SOURCE}.configuration.FullRepositoryId`]: "acme/other" },
      "output.repository_clone_url": { value: "https://github.com/acme/other.git" },
    },
  },
  {
    setting: "source.branch",
    value: "release",
    changed: {
      [PIPELINE]: { [`${SOURCE}.configuration.BranchName`]: "release" },
      "aws_cloudwatch_event_rule.pipeline_triggers_on_push": {
        "event_pattern.detail.referenceName": ["release"],
      },
      "aws_lambda_invocation.pipeline_seed_invocation": { "input.branch": "release" },
    },
  },
  {
    setting: "source.branch",
    value: "release",
    given: GITHUB,
    changed: {
      [PIPELINE]: {
        [`${SOURCE}.configuration.BranchName`]: "release",
        "trigger.0.git_configuration.push.0.branches.includes": ["release"],
      },
    },
  },
  { setting: "source.seed", value: false, removed: SEED, changed: { [PIPELINE]: { depends_on: UNSEEDED } } },
  {
    setting: "source.connectionArn",
    value: CONNECTION_ARN,
    given: GITHUB,
    removed: [CONNECTION],
    changed: {
      [PIPELINE]: { [`${SOURCE}.configuration.ConnectionArn`]: CONNECTION_ARN },
      [policyOf("source_action")]: {
        "policy.Statement.codeconnections:UseConnection.Resource": [CONNECTION_ARN],
      },
    },
  },
  { setting: "pipeline.approval", value: true, changed: { [PIPELINE]: ["stage.Approve"] } },
  {
    setting: "pipeline.approval",
    value: true,
    given: { pipeline: { notificationTopicArn: TOPIC } },
    changed: { [PIPELINE]: ["stage.Approve"], [policyOf("pipeline")]: ["policy.Statement.sns:Publish"] },
  },
  {
    setting: "pipeline.testBuildspec",
    value: "test.yml",
    added: [
      "aws_cloudwatch_log_group.pipeline_test_logs",
      "aws_codebuild_project.pipeline_test",
      "aws_iam_role.security_roles_test",
      policyOf("test"),
    ],
    changed: {
      [PIPELINE]: ["stage.Test"],
      [policyOf("build_action")]: {
        "policy.Statement.codebuild:BatchGetBuilds.Resource": [
          "${aws_codebuild_project.pipeline_build.arn}",
          "${aws_codebuild_project.pipeline_test.arn}",
        ],
      },
    },
  },
  {
    setting: "pipeline.buildTimeoutMinutes",
    value: 40,
    given: { pipeline: { testBuildspec: "test.yml" } },
    changed: { "aws_codebuild_project.pipeline_{build,test}": { build_timeout: 40 } },
  },
  {
    setting: "pipeline.buildComputeType",
    value: "BUILD_GENERAL1_LARGE",
    changed: { [BUILD]: { "environment.compute_type": "BUILD_GENERAL1_LARGE" } },
  },
  {
    setting: "pipeline.artifactExpiryDays",
    value: 7,
    changed: {
      [EXPIRY]: {
        "rule.expire.expiration.0.days": 7,
        "rule.expire.noncurrent_version_expiration.0.noncurrent_days": 7,
      },
    },
  },
  {
    setting: "pipeline.imagesToKeep",
    value: 5,
    changed: {
      "aws_ecr_lifecycle_policy.app_infra_repository_expiry": {
        "policy.rules.1.description": "Remove all but the newest 5 images",
        "policy.rules.1.selection.countNumber": 5,
      },
    },
  },
  {
    setting: "pipeline.notificationEmails",
    value: ["ops@example.com"],
    added: [
      "aws_codestarnotifications_notification_rule.pipeline_notifications_pipeline",
      "aws_sns_topic.pipeline_notifications_topic",
      "aws_sns_topic_policy.pipeline_notifications_topic_policy",
      "aws_sns_topic_subscription.pipeline_notifications_email_1",
    ],
    changed: { [ALARMS]: { alarm_actions: ["${aws_sns_topic.pipeline_notifications_topic.arn}"] } },
  },
  {
    setting: "pipeline.notificationTopicArn",
    value: TOPIC,
    added: ["aws_codestarnotifications_notification_rule.pipeline_notifications_pipeline"],
    changed: { [ALARMS]: { alarm_actions: [TOPIC] } },
  },
];

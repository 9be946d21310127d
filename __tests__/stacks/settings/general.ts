import { GROUP, PIPELINE, PLACE, policyOf, type Row, SERVICE, SPREAD, TEMPLATE } from "./row";

const S3 = { state: { backend: "s3", bucket: "acme-state" } } as const;
const KEY = "arn:aws:kms:us-east-1:123456789012:key/1";
const CLOUD = { state: { backend: "cloud", organization: "acme" } } as const;

export const GENERAL: readonly Row[] = [
  {
    setting: "accountId",
    value: "123456789012",
    changed: { provider: { "aws.0.allowed_account_ids": ["123456789012"] } },
  },
  {
    setting: "tags",
    value: { Team: "web" },
    changed: {
      provider: { "aws.0.default_tags.0.tags.Team": "web" },
      [TEMPLATE]: { "value.tags.Team.key": "Team", "value.tags.Team.value": "web" },
    },
  },
  {
    setting: "engine",
    value: "native",
    added: [
      "aws_cloudwatch_log_group.pipeline_ecs_native_release_logs",
      "aws_codebuild_project.pipeline_ecs_native_release",
      "aws_iam_role.security_roles_{call_hook,infrastructure,release}",
      policyOf("{call_hook,infrastructure,release}"),
      "aws_lb_listener_rule.pipeline_ecs_native_{production,test}_rule",
    ],
    removed: [
      "aws_codedeploy_app.pipeline_code_deploy_application",
      GROUP,
      "aws_iam_role.security_roles_deploy",
      policyOf("deploy"),
      "output.codedeploy_{application,deployment_group}",
    ],
    changed: {
      [SERVICE]: [
        "alarms",
        "depends_on",
        "deployment_circuit_breaker",
        "deployment_configuration",
        "deployment_controller",
        "load_balancer.0.advanced_configuration",
      ],
      // The same, as the ECS API spells it.
      [SPREAD]: ["value"],
      [PLACE]: ["value"],
      [PIPELINE]: ["stage.Deploy.action.Deploy"],
      [policyOf("{deploy_action,hook}")]: ["policy.Statement"],
      terraform: { "required_providers.aws.version": ">= 6.25.0, < 7.0.0" },
    },
  },
  {
    setting: "awsProvider",
    value: ">= 5.100.0, < 6.0.0",
    changed: { terraform: { "required_providers.aws.version": ">= 5.100.0, < 6.0.0" } },
  },
  {
    setting: "state.backend",
    value: "s3",
    also: { "state.bucket": "acme-state" },
    changed: {
      terraform: {
        "backend.local.path": undefined,
        "backend.s3.bucket": "acme-state",
        "backend.s3.encrypt": false,
        "backend.s3.key": "cdktf-blue-green/shop/ecs-blue-green.tfstate",
        "backend.s3.region": "us-east-1",
        "backend.s3.use_lockfile": true,
      },
    },
  },
  {
    setting: "state.backend",
    value: "cloud",
    also: { "state.organization": "acme" },
    changed: {
      terraform: {
        "backend.local.path": undefined,
        "cloud.hostname": "app.terraform.io",
        "cloud.organization": "acme",
        "cloud.workspaces.name": "shop-ecs-blue-green",
      },
    },
  },
  {
    setting: "state.bucket",
    value: "other",
    given: S3,
    changed: { terraform: { "backend.s3.bucket": "other" } },
  },
  {
    setting: "state.keyPrefix",
    value: "web",
    given: S3,
    changed: { terraform: { "backend.s3.key": "web/shop/ecs-blue-green.tfstate" } },
  },
  {
    setting: "state.region",
    value: "eu-west-1",
    given: S3,
    changed: { terraform: { "backend.s3.region": "eu-west-1" } },
  },
  {
    setting: "state.kmsKeyArn",
    value: KEY,
    given: S3,
    changed: { terraform: { "backend.s3.encrypt": true, "backend.s3.kms_key_id": KEY } },
  },
  {
    setting: "state.organization",
    value: "other",
    given: CLOUD,
    changed: { terraform: { "cloud.organization": "other" } },
  },
  {
    setting: "state.workspace",
    value: "web",
    given: CLOUD,
    changed: { terraform: { "cloud.workspaces.name": "web-ecs-blue-green" } },
  },
  {
    setting: "state.hostname",
    value: "tfe.example.com",
    given: CLOUD,
    changed: { terraform: { "cloud.hostname": "tfe.example.com" } },
  },
];

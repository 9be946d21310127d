/** What AWS takes as the name of a resource. */
export interface NameLimit {
  readonly type: string;
  readonly attribute: string;
  /** Most characters. */
  readonly longest: number;
  /** Tested with `abc` in the place of each reference. */
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly allowed: string;
}

const HYPHENATED = {
  pattern: /^(?!-)[A-Za-z0-9-]+(?<!-)$/,
  allowed: "letters, digits and hyphens, no hyphen first or last",
};
const WORD = { pattern: /^[\w-]+$/, allowed: "letters, digits, - and _" };
const DOTTED = { pattern: /^[\w.-]+$/, allowed: "letters, digits, ., - and _" };
const IAM = { pattern: /^[\w+=,.@-]+$/, allowed: "letters, digits and + = , . @ - _" };
const ANY = { pattern: /^[^\p{Cc}]+$/u, allowed: "any characters" };

/**
 * Limits of names, from the API reference of each service.
 * @see https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
 */
export const NAME_LIMITS: readonly NameLimit[] = [
  { type: "aws_appautoscaling_policy", attribute: "name", longest: 256, ...ANY },
  { type: "aws_autoscaling_group", attribute: "name", longest: 255, ...ANY },
  { type: "aws_backup_plan", attribute: "name", longest: 50, ...DOTTED },
  { type: "aws_backup_selection", attribute: "name", longest: 50, ...DOTTED },
  { type: "aws_backup_vault", attribute: "name", longest: 50, ...WORD },
  { type: "aws_cloudwatch_composite_alarm", attribute: "alarm_name", longest: 255, ...ANY },
  { type: "aws_cloudwatch_dashboard", attribute: "dashboard_name", longest: 255, ...WORD },
  { type: "aws_cloudwatch_event_rule", attribute: "name", longest: 64, ...DOTTED },
  { type: "aws_cloudwatch_event_target", attribute: "target_id", longest: 64, ...DOTTED },
  {
    type: "aws_cloudwatch_log_group",
    attribute: "name",
    longest: 512,
    pattern: /^[\w./#-]+$/,
    allowed: "letters, digits and . - _ / #",
  },
  { type: "aws_cloudwatch_metric_alarm", attribute: "alarm_name", longest: 255, ...ANY },
  { type: "aws_codebuild_project", attribute: "name", longest: 150, ...WORD },
  { type: "aws_codecommit_repository", attribute: "repository_name", longest: 100, ...DOTTED },
  { type: "aws_codedeploy_app", attribute: "name", longest: 100, ...ANY },
  { type: "aws_codedeploy_deployment_config", attribute: "deployment_config_name", longest: 100, ...ANY },
  { type: "aws_codedeploy_deployment_group", attribute: "deployment_group_name", longest: 100, ...ANY },
  {
    type: "aws_codepipeline",
    attribute: "name",
    longest: 100,
    pattern: /^[\w.@-]+$/,
    allowed: "letters, digits and . @ - _",
  },
  { type: "aws_codestarconnections_connection", attribute: "name", longest: 32, ...ANY },
  {
    type: "aws_codestarnotifications_notification_rule",
    attribute: "name",
    longest: 64,
    pattern: /^[\w -]+$/,
    allowed: "letters, digits, spaces, - and _",
  },
  {
    type: "aws_ecr_repository",
    attribute: "name",
    longest: 256,
    pattern: /^[a-z0-9]+([._/-][a-z0-9]+)*$/,
    allowed: "lower-case letters and digits, parted by single . _ - or /",
  },
  {
    type: "aws_ecs_capacity_provider",
    attribute: "name",
    longest: 255,
    pattern: /^(?!aws|ecs|fargate)[\w-]+$/i,
    allowed: "letters, digits, - and _, not aws, ecs or fargate first",
  },
  { type: "aws_ecs_cluster", attribute: "name", longest: 255, ...WORD },
  { type: "aws_ecs_service", attribute: "name", longest: 255, ...WORD },
  { type: "aws_ecs_task_definition", attribute: "family", longest: 255, ...WORD },
  { type: "aws_efs_file_system", attribute: "creation_token", longest: 64, ...ANY },
  { type: "aws_iam_instance_profile", attribute: "name", longest: 128, ...IAM },
  { type: "aws_iam_policy", attribute: "name", longest: 128, ...IAM },
  { type: "aws_iam_role", attribute: "name", longest: 64, ...IAM },
  { type: "aws_iam_role_policy", attribute: "name", longest: 128, ...IAM },
  {
    type: "aws_kms_alias",
    attribute: "name",
    longest: 256,
    pattern: /^alias\/(?!aws\/)[\w/-]+$/,
    allowed: "alias/, then letters, digits and / - _, but not alias/aws/",
  },
  { type: "aws_lambda_function", attribute: "function_name", longest: 64, ...WORD },
  {
    type: "aws_launch_template",
    attribute: "name",
    longest: 128,
    pattern: /^[\w()./-]{3,}$/,
    allowed: "3 or more letters, digits and ( ) . - / _",
  },
  {
    type: "aws_lb",
    attribute: "name",
    longest: 32,
    pattern: /^(?!-|internal-)[A-Za-z0-9-]+(?<!-)$/,
    allowed: "letters, digits and hyphens, no hyphen first or last, not internal- first",
  },
  { type: "aws_lb_target_group", attribute: "name", longest: 32, ...HYPHENATED },
  {
    type: "aws_s3_bucket",
    attribute: "bucket",
    longest: 63,
    pattern: /^(?!xn--)[a-z0-9](?:[a-z0-9-]|\.(?!\.))+[a-z0-9]$/,
    allowed: "3 or more lower-case letters, digits, . and -, no . or - first or last",
  },
  {
    type: "aws_security_group",
    attribute: "name",
    longest: 255,
    pattern: /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]+$/,
    allowed: "letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, not sg- first",
  },
  {
    type: "aws_sns_topic",
    attribute: "name",
    longest: 256,
    pattern: /^[\w-]+(\.fifo)?$/,
    allowed: "letters, digits, - and _, .fifo last for a FIFO topic",
  },
  {
    type: "aws_sqs_queue",
    attribute: "name",
    longest: 80,
    pattern: /^[\w-]+(\.fifo)?$/,
    allowed: "letters, digits, - and _, .fifo last for a FIFO queue",
  },
  {
    type: "aws_ssm_document",
    attribute: "name",
    longest: 128,
    pattern: /^[\w.-]{3,}$/,
    allowed: "3 or more letters, digits, ., - and _",
  },
  {
    type: "aws_ssm_parameter",
    attribute: "name",
    longest: 1011,
    pattern: /^\/?[\w.-]+(\/[\w.-]+)*$/,
    allowed: "letters, digits and . - _, parted by /",
  },
];

/** Types that cost nothing by themselves: what they stand for is paid for elsewhere, or not at all. */
export const FREE_TYPES: ReadonlySet<string> = new Set(
  [
    "vpc subnet internet_gateway route route_table route_table_association default_security_group security_group",
    "security_group_rule vpc_security_group_ingress_rule vpc_security_group_egress_rule vpc_endpoint_policy",
    "lb_listener lb_listener_rule lb_listener_certificate lb_target_group wafv2_web_acl_association",
    "acm_certificate acm_certificate_validation",
    "iam_role iam_role_policy iam_policy iam_role_policy_attachment iam_instance_profile iam_openid_connect_provider kms_alias kms_key_policy",
    "s3_bucket_policy s3_bucket_public_access_block s3_bucket_ownership_controls s3_bucket_versioning",
    "s3_bucket_lifecycle_configuration s3_bucket_server_side_encryption_configuration s3_bucket_notification",
    "ecs_task_definition ecs_capacity_provider ecs_cluster_capacity_providers ecr_lifecycle_policy ecr_repository_policy",
    "autoscaling_group autoscaling_notification autoscaling_policy autoscaling_lifecycle_hook",
    "efs_access_point efs_file_system_policy efs_mount_target",
    "appautoscaling_target appautoscaling_policy appautoscaling_scheduled_action",
    "codedeploy_app codedeploy_deployment_group codedeploy_deployment_config",
    "codeconnections_connection codestarconnections_connection codestarnotifications_notification_rule",
    "cloudwatch_event_rule cloudwatch_event_target cloudwatch_log_resource_policy",
    "lambda_permission lambda_invocation sns_topic_policy sns_topic_subscription",
    "secretsmanager_secret_version secretsmanager_secret_policy",
  ].flatMap((line) => line.split(" ").map((type) => `aws_${type}`)),
);

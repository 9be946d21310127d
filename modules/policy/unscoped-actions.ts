/** Actions that AWS lets no policy limit to single resources, and where AWS says so. */
export interface UnscopedActions {
  readonly service: string;
  readonly actions: readonly string[];
  /** Condition key that limits them instead, and has to. @default - none does */
  readonly limitedBy?: string;
  readonly because: string;
  readonly see: string;
}

const REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_";

const unlisted = (service: string, page: string, actions: readonly string[]): UnscopedActions => ({
  service,
  actions,
  because: "the Service Authorization Reference lists no resource type for it",
  see: `${REFERENCE}${page}.html`,
});

/**
 * The only actions that a policy may allow on resource `*`. A row is added with AWS's word for it: the Service
 * Authorization Reference shows no resource type for the action, or a page of AWS's asks for `*`.
 */
export const UNSCOPED_ACTIONS: readonly UnscopedActions[] = [
  unlisted("application-autoscaling", "awsapplicationautoscaling", [
    "DescribeScalableTargets",
    "DescribeScalingActivities",
    "DescribeScalingPolicies",
  ]),
  unlisted("autoscaling", "amazonec2autoscaling", [
    "DescribeAutoScalingGroups",
    "DescribeAutoScalingInstances",
    "DescribeInstanceRefreshes",
    "DescribeLifecycleHooks",
    "DescribeLoadBalancerTargetGroups",
    "DescribeNotificationConfigurations",
    "DescribePolicies",
    "DescribeScalingActivities",
    "DescribeScheduledActions",
    "DescribeTags",
    "DescribeTrafficSources",
    "DescribeWarmPool",
  ]),
  unlisted("cloudwatch", "amazoncloudwatch", [
    "GetMetricData",
    "GetMetricStatistics",
    "ListMetrics",
    "PutMetricData",
  ]),
  {
    service: "cloudwatch",
    actions: ["DescribeAlarms"],
    because: "it hides composite alarms when its scope is narrower than *",
    see: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html",
  },
  unlisted("codedeploy", "awscodedeploy", [
    "BatchGetDeploymentTargets",
    "ContinueDeployment",
    "GetDeploymentTarget",
    "ListApplications",
    "ListDeploymentConfigs",
    "ListDeploymentTargets",
    "PutLifecycleEventHookExecutionStatus",
    "SkipWaitTimeForInstanceTermination",
    "StopDeployment",
  ]),
  unlisted("codepipeline", "awscodepipeline", ["PutJobFailureResult", "PutJobSuccessResult"]),
  unlisted("ec2", "amazonec2", [
    "DescribeAddresses",
    "DescribeAvailabilityZones",
    "DescribeDhcpOptions",
    "DescribeImages",
    "DescribeInstances",
    "DescribeInstanceStatus",
    "DescribeInstanceTypes",
    "DescribeLaunchTemplates",
    "DescribeLaunchTemplateVersions",
    "DescribeNetworkInterfaces",
    "DescribeSecurityGroups",
    "DescribeSnapshots",
    "DescribeSubnets",
    "DescribeTags",
    "DescribeVolumes",
    "DescribeVpcs",
  ]),
  {
    service: "ec2",
    actions: [
      "AssignPrivateIpAddresses",
      "CreateNetworkInterface",
      "DeleteNetworkInterface",
      "UnassignPrivateIpAddresses",
    ],
    because: "Lambda checks a function's role for it in a VPC before there is an interface to name",
    see: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html",
  },
  unlisted("ec2messages", "amazonmessagedeliveryservice", [
    "AcknowledgeMessage",
    "DeleteMessage",
    "FailMessage",
    "GetEndpoint",
    "GetMessages",
    "SendReply",
  ]),
  unlisted("ecr", "amazonelasticcontainerregistry", ["GetAuthorizationToken"]),
  unlisted("ecs", "amazonelasticcontainerservice", [
    "DeregisterTaskDefinition",
    "DescribeTaskDefinition",
    "DiscoverPollEndpoint",
    "ListClusters",
    "ListServices",
    "ListTaskDefinitionFamilies",
    "ListTaskDefinitions",
  ]),
  {
    service: "ecs",
    actions: ["RegisterTaskDefinition"],
    because: "CodePipeline asks for it on * in the policy of a CodeDeployToECS action",
    see: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html",
  },
  {
    service: "ecs",
    actions: ["ListTasks"],
    limitedBy: "ecs:cluster",
    because: "a list that names no container instance is asked for on *",
    see: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security_iam_id-based-policy-examples.html",
  },
  {
    service: "ecs",
    actions: ["CreateTaskSet"],
    limitedBy: "ecs:cluster",
    because: "the narrower of AWS's managed policies for CodeDeploy has it on *",
    see: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForECSLimited.html",
  },
  unlisted("elasticloadbalancing", "awselasticloadbalancingv2", [
    "DescribeListeners",
    "DescribeLoadBalancerAttributes",
    "DescribeLoadBalancers",
    "DescribeRules",
    "DescribeTags",
    "DescribeTargetGroupAttributes",
    "DescribeTargetGroups",
    "DescribeTargetHealth",
  ]),
  unlisted("logs", "amazoncloudwatchlogs", [
    "CreateLogDelivery",
    "DeleteLogDelivery",
    "DescribeLogGroups",
    "DescribeResourcePolicies",
    "GetLogDelivery",
    "ListLogDeliveries",
    "PutResourcePolicy",
    "UpdateLogDelivery",
  ]),
  unlisted("servicequotas", "servicequotas", ["GetAWSDefaultServiceQuota", "GetServiceQuota"]),
  unlisted("ssm", "awssystemsmanager", [
    "DescribeAutomationExecutions",
    "DescribeInstanceInformation",
    "DescribeParameters",
    "GetCommandInvocation",
    "ListCommandInvocations",
    "ListCommands",
  ]),
  unlisted("ssmmessages", "amazonsessionmanagermessagegatewayservice", [
    "CreateControlChannel",
    "CreateDataChannel",
    "OpenControlChannel",
    "OpenDataChannel",
  ]),
  unlisted("sts", "awssecuritytokenservice", ["GetCallerIdentity"]),
  unlisted("tag", "amazonresourcegrouptaggingapi", ["GetResources"]),
  unlisted("xray", "awsx-ray", [
    "GetSamplingRules",
    "GetSamplingTargets",
    "PutTelemetryRecords",
    "PutTraceSegments",
  ]),
];

const ROWS: ReadonlyMap<string, UnscopedActions> = new Map(
  UNSCOPED_ACTIONS.flatMap((row) =>
    row.actions.map((action) => [`${row.service}:${action}`.toLowerCase(), row] as const),
  ),
);

/**
 * Whether AWS takes `*` alone as the resource of an action, such as `ecr:GetAuthorizationToken`.
 * @param conditionKeys Keys of the statement's conditions, in lower case.
 */
export function isUnscoped(action: string, conditionKeys: readonly string[]): boolean {
  const row = ROWS.get(action.toLowerCase());
  return row !== undefined && (row.limitedBy === undefined || conditionKeys.includes(row.limitedBy));
}

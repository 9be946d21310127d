/** What an action is allowed on, where IAM limits it to a resource. */
export interface ScopedActions {
  readonly service: string;
  readonly actions: readonly string[];
  /** ARNs behind `arn:<partition>:<service>:<region>:<account>:`, or whole ones. */
  readonly resources: readonly string[];
  /** @default - none */
  readonly condition?: object;
}

const on = (service: string, actions: readonly string[], ...resources: string[]): ScopedActions => ({
  service,
  actions,
  resources,
});

/** A group of a stack's own, and what CodeDeploy names its copies of it. */
const GROUPS = [
  "autoScalingGroup:*:autoScalingGroupName/${name}*",
  "autoScalingGroup:*:autoScalingGroupName/CodeDeploy_${name}*",
];

const SERVICE = "service/${name}*/*";

/**
 * Every action that the commands of an operator call, but for those that AWS limits to no resource: these stand in
 * `modules/policy/unscoped-actions.ts`. Names of a system's resources begin with its name; secrets and roles that somebody
 * else brings do not.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const SCOPED_ACTIONS: readonly ScopedActions[] = [
  on("autoscaling", ["DeleteTags", "ResumeProcesses", "UpdateAutoScalingGroup"], ...GROUPS),
  on("codebuild", ["BatchGetProjects"], "project/${name}*"),
  on("codecommit", ["GetBranch", "GetRepository", "GitPush"], "${name}*"),
  on(
    "codedeploy",
    ["BatchGetDeployments", "CreateDeployment", "GetDeployment", "GetDeploymentGroup", "ListDeployments"],
    "deploymentgroup:${name}*/*",
  ),
  on("codedeploy", ["GetApplicationRevision", "RegisterApplicationRevision"], "application:${name}*"),
  on("codedeploy", ["UpdateDeploymentGroup"], "deploymentgroup:${name}*/*"),
  on("codedeploy", ["GetDeploymentConfig"], "deploymentconfig:*"),
  on(
    "codepipeline",
    [
      "GetPipeline",
      "GetPipelineExecution",
      "GetPipelineState",
      "ListActionExecutions",
      "ListPipelineExecutions",
      "StopPipelineExecution",
    ],
    "${name}*",
  ),
  on("codepipeline", ["DisableStageTransition", "EnableStageTransition"], "${name}*/*"),
  on("codepipeline", ["PutApprovalResult"], "${name}*/*/*"),
  on("ecr", ["BatchGetImage", "DescribeImages"], "repository/${name}*"),
  on("ecs", ["DescribeCapacityProviders"], "capacity-provider/*"),
  on("ecs", ["DescribeContainerInstances"], "container-instance/${name}*/*"),
  on("ecs", ["ListContainerInstances"], "cluster/${name}*"),
  on("ecs", ["DescribeServices", "ListServiceDeployments", "UpdateService"], SERVICE),
  on(
    "ecs",
    ["ContinueServiceDeployment", "DescribeServiceDeployments", "StopServiceDeployment"],
    SERVICE,
    "service-deployment/${name}*/*/*",
  ),
  on("ecs", ["DescribeServiceRevisions"], SERVICE, "service-revision/${name}*/*/*"),
  on("iam", ["GetRole"], "arn:${partition}:iam::${account}:role/*"),
  on(
    "iam",
    ["SimulatePrincipalPolicy"],
    "arn:${partition}:iam::${account}:role/*",
    "arn:${partition}:iam::${account}:user/*",
  ),
  on("secretsmanager", ["DescribeSecret"], "secret:*"),
  {
    ...on("iam", ["PassRole"], "arn:${partition}:iam::${account}:role/${name}*"),
    condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
  },
  // Settings of tasks and of instances: what else lies there may be secret.
  // The last is what AWS tells everybody, such as its newest machine images.
  on(
    "ssm",
    ["GetParameter"],
    "parameter/${name}*/task-definition",
    "parameter/${name}*/instance",
    "parameter/${name}*/golden-ami",
    "arn:${partition}:ssm:${region}::parameter/aws/service/*",
  ),
];

/** What AWS wants to be allowed beside an action, without a call of its own. */
export interface ImpliedActions {
  /** An action that is called, or the beginning of a source's path. */
  readonly of: string;
  readonly actions: readonly string[];
  readonly see: string;
}

export const IMPLIED_ACTIONS: readonly ImpliedActions[] = [
  {
    // Whoever has a service run a task definition hands the tasks their roles.
    of: "ecs:UpdateService",
    actions: ["iam:PassRole"],
    see: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security_iam_id-based-policy-examples.html",
  },
  {
    of: "codedeploy:CreateDeployment",
    actions: [
      "codedeploy:GetApplicationRevision",
      "codedeploy:GetDeploymentConfig",
      "codedeploy:RegisterApplicationRevision",
    ],
    see: "https://docs.aws.amazon.com/codedeploy/latest/userguide/auth-and-access-control-permissions-reference.html",
  },
  {
    // A rollback goes past alarms that ring, which AWS takes for a change of the group.
    of: "operate/steer/",
    actions: ["codedeploy:UpdateDeploymentGroup"],
    see: "https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html",
  },
  {
    // git speaks to CodeCommit, and no command of the SDK does.
    of: "operate/push/",
    actions: ["codecommit:GitPush"],
    see: "https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html",
  },
];

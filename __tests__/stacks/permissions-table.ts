/** What each job may do, in short: a name in < > is a resource of the stack. A new permission has to be written here. */
export type Permissions = Readonly<Record<string, readonly string[]>>;

export const PULL = [
  "ecr:GetAuthorizationToken on *",
  "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on <app_infra_repository>",
];
export const USE_ARTIFACTS = [
  "s3:GetObject s3:GetObjectVersion s3:PutObject on <pipeline_artifacts_bucket>/*",
  "s3:GetBucketLocation s3:GetBucketVersioning s3:ListBucket on <pipeline_artifacts_bucket>",
  "kms:Decrypt kms:GenerateDataKey on <security_pipeline_key>",
];
export const READ_ARTIFACTS = [
  "s3:GetObject s3:GetObjectVersion on <pipeline_artifacts_bucket>/*",
  "kms:Decrypt on <security_pipeline_key>",
];
export const FETCH = [
  "codecommit:CancelUploadArchive codecommit:GetBranch codecommit:GetCommit codecommit:GetUploadArchiveStatus codecommit:UploadArchive on <pipeline_source_repository>",
  ...USE_ARTIFACTS,
];
export const REGISTER = ["ecs:RegisterTaskDefinition on *", "ecs:TagResource on ecs:task-definition/shop:*"];
const PASS_TO_TASKS =
  "iam:PassRole on <security_roles_task_execution> <security_roles_task> if StringEquals iam:PassedToService ecs-tasks.amazonaws.com";
export const log = (group: string) => `logs:CreateLogStream logs:PutLogEvents on <${group}>:*`;
export const build = (...projects: string[]) =>
  `codebuild:BatchGetBuilds codebuild:StartBuild codebuild:StopBuild on ${projects.map((name) => `<${name}>`).join(" ")}`;
export const TAKE_ON =
  "sts:AssumeRole on <security_roles_source_action> <security_roles_build_action> <security_roles_deploy_action>";
const WHERE_TASKS_RUN =
  "<app_infra_release_settings_capacity_provider_strategy> <app_infra_release_settings_network_configuration>";
const INTERFACES =
  "ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets on *";
// Lambda joins the VPC in the function's role; the function's code may not.
const JOIN_VPC = [
  INTERFACES,
  `Deny ${INTERFACES} if ArnEquals lambda:SourceFunctionArn lambda:function:shop-validate-green`,
];
const READ_LOAD_BALANCER =
  "elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeRules elasticloadbalancing:DescribeTargetGroups";

/** What is around any release. */
export const AROUND: Permissions = {
  events: ["codepipeline:StartPipelineExecution on <pipeline_pipeline>"],
  seed: [
    log("pipeline_seed_logs"),
    "codecommit:CreateCommit codecommit:ListBranches on <pipeline_source_repository>",
  ],
  flow_logs: [
    "logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on <networking_flow_logs_logs>:*",
  ],
};

const DEFAULT: Permissions = {
  task_execution: [...PULL, log("app_infra_logs")],
  build: [
    ...PULL,
    "ecr:CompleteLayerUpload ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart on <app_infra_repository>",
    "ecr:DescribeImages on <app_infra_repository>",
    `ssm:GetParameters on <app_infra_task_template> ${WHERE_TASKS_RUN}`,
    log("pipeline_build_logs"),
    ...USE_ARTIFACTS,
  ],
  deploy: [
    "ecs:DescribeServices ecs:UpdateServicePrimaryTaskSet on ecs:service/<ecs>/<app_infra_service>",
    "ecs:CreateTaskSet on * if ArnEquals ecs:cluster <ecs>",
    "ecs:DeleteTaskSet on ecs:task-set/<ecs>/<app_infra_service>/*",
    `${READ_LOAD_BALANCER} on *`,
    "elasticloadbalancing:ModifyListener on <app_infra_listeners_production> <app_infra_listeners_test>",
    "lambda:InvokeFunction on <pipeline_validate_green>",
    "cloudwatch:DescribeAlarms on *",
    PASS_TO_TASKS,
  ],
  hook: [
    log("pipeline_validate_green_logs"),
    ...JOIN_VPC,
    "codedeploy:PutLifecycleEventHookExecutionStatus on codedeploy:deploymentgroup:shop/shop",
  ],
  pipeline: [...USE_ARTIFACTS, TAKE_ON],
  source_action: FETCH,
  build_action: [build("pipeline_build")],
  deploy_action: [
    "codedeploy:GetApplication codedeploy:GetApplicationRevision codedeploy:RegisterApplicationRevision on <pipeline_code_deploy_application>",
    "codedeploy:CreateDeployment codedeploy:GetDeployment on <pipeline_code_deploy_group>",
    "codedeploy:GetDeploymentConfig on codedeploy:deploymentconfig:*",
    ...REGISTER,
    PASS_TO_TASKS,
    ...READ_ARTIFACTS,
  ],
  ...AROUND,
};

const { deploy, ...WITHOUT_CODEDEPLOY } = DEFAULT;
const { seed, ...WITHOUT_SEED } = DEFAULT;

/** What the roles of each configuration may do. */
export const EXPECTED: Readonly<Record<string, Permissions>> = {
  default: DEFAULT,
  native: {
    ...WITHOUT_CODEDEPLOY,
    hook: [log("pipeline_validate_green_logs"), ...JOIN_VPC],
    deploy_action: [build("pipeline_ecs_native_release")],
    release: [
      `ssm:GetParameters on ${WHERE_TASKS_RUN}`,
      ...REGISTER,
      PASS_TO_TASKS,
      "ecs:DescribeServices ecs:ListServiceDeployments ecs:UpdateService on ecs:service/<ecs>/<app_infra_service>",
      "ecs:DescribeServiceDeployments on ecs:service-deployment/<ecs>/<app_infra_service>/*",
      log("pipeline_ecs_native_release_logs"),
      ...READ_ARTIFACTS,
    ],
    infrastructure: [
      `${READ_LOAD_BALANCER} elasticloadbalancing:DescribeTargetHealth on *`,
      "elasticloadbalancing:ModifyRule on <pipeline_ecs_native_production_rule> <pipeline_ecs_native_test_rule>",
      "elasticloadbalancing:DeregisterTargets elasticloadbalancing:RegisterTargets on <app_infra_target_groups_blue> <app_infra_target_groups_green>",
    ],
    call_hook: ["lambda:InvokeFunction on <pipeline_validate_green>"],
  },
  github: {
    ...WITHOUT_SEED,
    source_action: [
      "codeconnections:UseConnection codestar-connections:UseConnection on <pipeline_source_connection>",
      "s3:PutObjectAcl on <pipeline_artifacts_bucket>/*",
      ...USE_ARTIFACTS,
    ],
  },
  "everything on": {
    ...DEFAULT,
    task_execution: [
      ...PULL,
      log("app_infra_logs"),
      "ssm:GetParameters on arn:aws:ssm:eu-central-1:123456789012:parameter/shop/token",
      "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-AbCdEf",
      "kms:Decrypt on arn:aws:kms:eu-central-1:123456789012:key/1 if StringEquals kms:ViaService secretsmanager.eu-central-1.amazonaws.com ssm.eu-central-1.amazonaws.com",
    ],
    task: [
      "s3:GetObject on arn:aws:s3:::shop-pictures/*",
      "ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *",
    ],
    test: [log("pipeline_test_logs"), ...READ_ARTIFACTS],
    build_action: [build("pipeline_build", "pipeline_test")],
    pipeline: ["sns:Publish on <pipeline_notifications_topic>", ...USE_ARTIFACTS, TAKE_ON],
  },
};

const OF_THIS_ACCOUNT = " if StringEquals aws:SourceAccount <account>";

/** Who takes each role on. */
export const TRUST: Readonly<Record<string, string>> = {
  task_execution: `ecs-tasks${OF_THIS_ACCOUNT}`,
  task: `ecs-tasks${OF_THIS_ACCOUNT}`,
  build: `codebuild${OF_THIS_ACCOUNT}`,
  test: `codebuild${OF_THIS_ACCOUNT}`,
  release: `codebuild${OF_THIS_ACCOUNT}`,
  deploy: `codedeploy${OF_THIS_ACCOUNT}`,
  pipeline: `codepipeline${OF_THIS_ACCOUNT}`,
  events: `events${OF_THIS_ACCOUNT}`,
  flow_logs: `vpc-flow-logs${OF_THIS_ACCOUNT}`,
  source_action: "<security_roles_pipeline>",
  build_action: "<security_roles_pipeline>",
  deploy_action: "<security_roles_pipeline>",
  // None of these services names an account when it takes a role on.
  hook: "lambda",
  seed: "lambda",
  infrastructure: "ecs",
  call_hook: "ecs",
  instance: "ec2",
  ci: "<ci_identity_provider> if StringEquals token.actions.githubusercontent.com:aud sts.amazonaws.com if StringEquals token.actions.githubusercontent.com:sub repo:acme/shop:environment:production",
};

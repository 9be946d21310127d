import type { Account } from "./account";
import type { Statement } from "./policy-document";

/** Pulls images of one repository. */
export function pullImages(repositoryArn: string): Statement[] {
  return [
    { Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
    {
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: [repositoryArn],
    },
  ];
}

/** Pushes images to one repository, and pulls their layers for the build's cache. */
export function pushImages(repositoryArn: string): Statement[] {
  return [
    ...pullImages(repositoryArn),
    {
      Action: ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"],
      Resource: [repositoryArn],
    },
  ];
}

/** Writes to the streams of one log group. */
export function writeLogs(logGroupArn: string): Statement {
  return { Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: [`${logGroupArn}:*`] };
}

/** Reads the objects of an encrypted bucket. */
export function readObjects(bucketArn: string, keyArn: string): Statement[] {
  return [
    { Action: ["s3:GetObject", "s3:GetObjectVersion"], Resource: [`${bucketArn}/*`] },
    { Action: ["kms:Decrypt"], Resource: [keyArn] },
  ];
}

/** Reads and writes the objects of an encrypted bucket. */
export function writeObjects(bucketArn: string, keyArn: string): Statement[] {
  return [
    { Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], Resource: [`${bucketArn}/*`] },
    { Action: ["s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucket"], Resource: [bucketArn] },
    { Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [keyArn] },
  ];
}

/** Starts and follows builds of some projects. */
export function runBuilds(projectArns: readonly string[]): Statement {
  return {
    Action: ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"],
    Resource: projectArns,
  };
}

/** Hands roles to the tasks that a release starts, and to nothing else. */
export function passToTasks(roleArns: readonly string[]): Statement {
  return {
    Action: ["iam:PassRole"],
    Resource: roleArns,
    Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
  };
}

/** Registers revisions of one family. AWS can limit only the tags to it, not the registration. */
export function registerTaskDefinitions(account: Account, family: string): Statement[] {
  return [
    { Action: ["ecs:RegisterTaskDefinition"], Resource: ["*"] },
    { Action: ["ecs:TagResource"], Resource: [account.arn("ecs", `task-definition/${family}:*`)] },
  ];
}

/**
 * Puts a Lambda function into a VPC. AWS checks for these on every resource when the function is made. Lambda itself
 * uses them; the function's own code is denied them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export function joinVpc(functionArn: string): Statement[] {
  const statement = {
    Action: [
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
    ],
    Resource: ["*"],
  };
  return [
    statement,
    { ...statement, Effect: "Deny", Condition: { ArnEquals: { "lambda:SourceFunctionArn": functionArn } } },
  ];
}

/**
 * Builds in a VPC: CodeBuild makes an interface for each build, and may hand it to nobody but itself.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html#customer-managed-policies-example-create-vpc-network-interface
 */
export function buildInVpc(account: Account, subnetIds: readonly string[]): Statement[] {
  return [
    {
      Action: [
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
      ],
      Resource: ["*"],
    },
    {
      Action: ["ec2:CreateNetworkInterfacePermission"],
      Resource: [account.arn("ec2", "network-interface/*")],
      Condition: {
        StringEquals: { "ec2:AuthorizedService": "codebuild.amazonaws.com" },
        ArnEquals: { "ec2:Subnet": subnetIds.map((id) => account.arn("ec2", `subnet/${id}`)) },
      },
    },
  ];
}

/** Opens a shell in a task. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions */
export function execChannels(): Statement {
  return {
    Action: [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
    Resource: ["*"],
  };
}

/** Reads secrets of SSM and Secrets Manager, given as task definitions name them, and decrypts them with some keys. */
export function readSecrets(
  secretArns: readonly string[],
  keyArns: readonly string[],
  region: string,
): Statement[] {
  const parameters = secretArns.filter((secret) => secret.includes(":ssm:"));
  // Behind the secret's own seven parts a task definition may name a JSON key, a stage and a version.
  const secrets = secretArns
    .filter((secret) => secret.includes(":secretsmanager:"))
    .map((secret) => secret.split(":").slice(0, 7).join(":"));
  const viaService = ["secretsmanager", "ssm"].map((service) => `${service}.${region}.amazonaws.com`);
  const statements: Statement[] = [
    { Action: ["ssm:GetParameters"], Resource: parameters },
    { Action: ["secretsmanager:GetSecretValue"], Resource: [...new Set(secrets)] },
    {
      Action: ["kms:Decrypt"],
      Resource: keyArns,
      Condition: { StringEquals: { "kms:ViaService": viaService } },
    },
  ];
  return statements.filter(({ Resource }) => Resource && Resource.length > 0);
}

/** Reads the load balancer's state. None of the three can be limited to a resource. */
const READ_LOAD_BALANCER: Statement = {
  Action: [
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetGroups",
  ],
  Resource: ["*"],
};

export interface ShiftScope {
  readonly account: Account;
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly serviceName: string;
  readonly listenerArns: readonly string[];
  readonly hookArn: string;
}

/**
 * What CodeDeploy does to one service and its listeners.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForECSLimited.html
 */
export function shiftByCodeDeploy(scope: ShiftScope): Statement[] {
  const { account, clusterName, serviceName } = scope;
  const taskSets = account.arn("ecs", `task-set/${clusterName}/${serviceName}/*`);
  return [
    {
      Action: ["ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"],
      Resource: [account.arn("ecs", `service/${clusterName}/${serviceName}`)],
    },
    // CreateTaskSet names no resource in IAM: the cluster limits it.
    {
      Action: ["ecs:CreateTaskSet"],
      Resource: ["*"],
      Condition: { ArnEquals: { "ecs:cluster": scope.clusterArn } },
    },
    { Action: ["ecs:DeleteTaskSet"], Resource: [taskSets] },
    READ_LOAD_BALANCER,
    { Action: ["elasticloadbalancing:ModifyListener"], Resource: scope.listenerArns },
    { Action: ["lambda:InvokeFunction"], Resource: [scope.hookArn] },
    { Action: ["cloudwatch:DescribeAlarms"], Resource: ["*"] },
  ];
}

/**
 * What ECS does to the load balancer when it shifts traffic itself.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
 */
export function shiftByEcs(
  listenerRuleArns: readonly string[],
  targetGroupArns: readonly string[],
): Statement[] {
  return [
    {
      ...READ_LOAD_BALANCER,
      Action: [...READ_LOAD_BALANCER.Action, "elasticloadbalancing:DescribeTargetHealth"],
    },
    { Action: ["elasticloadbalancing:ModifyRule"], Resource: listenerRuleArns },
    {
      Action: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
      Resource: targetGroupArns,
    },
  ];
}

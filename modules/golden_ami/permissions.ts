import { TAGS } from "../../lambda/bake-ami/tags";
import type { Account } from "../security/account";
import type { Statement } from "../security/policy-document";

export interface BakeScope {
  readonly name: string;
  readonly account: Account;
  readonly subnetId: string;
  readonly securityGroupId: string;
  /** ARN of the role of builders and checkers. */
  readonly builderRoleArn: string;
  readonly pointerArn: string;
  /** ARN of the parameter that names the base image. @default - the base image is fixed */
  readonly baseParameterArn?: string;
}

/** What a call makes bears the system's tag, and what a call works on has borne it from the beginning. */
const requested = (name: string) => ({ StringEquals: { [`aws:RequestTag/${TAGS.owner}`]: name } });
const owned = (name: string) => ({ StringEquals: { [`aws:ResourceTag/${TAGS.owner}`]: name } });

/**
 * What the document does: it launches from any image, and works on nothing but what bakes of this system have made.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-setup-iam.html
 */
export function bakeImages(scope: BakeScope): Statement[] {
  const { name, account } = scope;
  const ec2 = (...types: string[]) => types.map((type) => account.arn("ec2", type));
  // Images and snapshots may be another account's, such as AWS's own.
  const [image = "", snapshot = ""] = ["image", "snapshot"].map(
    (type) => `arn:${account.partition}:ec2:${account.region}:*:${type}/*`,
  );
  const launched = ec2("instance/*", "network-interface/*", "volume/*");
  const used = ec2(`security-group/${scope.securityGroupId}`, `subnet/${scope.subnetId}`);
  return [
    { Action: ["ec2:RunInstances"], Resource: launched, Condition: requested(name) },
    { Action: ["ec2:RunInstances"], Resource: [...used, image, snapshot] },
    { Action: ["ec2:CreateImage"], Resource: ec2("instance/*"), Condition: owned(name) },
    { Action: ["ec2:CreateImage"], Resource: [image, snapshot], Condition: requested(name) },
    {
      Action: ["ec2:CreateTags"],
      Resource: [...launched, image, snapshot],
      Condition: { StringEquals: { "ec2:CreateAction": ["CreateImage", "RunInstances"] } },
    },
    { Action: ["ec2:CreateTags"], Resource: [image], Condition: owned(name) },
    {
      Action: ["ec2:StopInstances", "ec2:TerminateInstances"],
      Resource: ec2("instance/*"),
      Condition: owned(name),
    },
    {
      Action: [
        "ec2:DescribeImages",
        "ec2:DescribeInstanceStatus",
        "ec2:DescribeInstances",
        "ssm:DescribeInstanceInformation",
        "ssm:ListCommandInvocations",
        "ssm:ListCommands",
      ],
      Resource: ["*"],
    },
    { Action: ["ssm:SendCommand"], Resource: ec2("instance/*"), Condition: owned(name) },
    {
      Action: ["ssm:SendCommand"],
      Resource: [`arn:${account.partition}:ssm:${account.region}::document/AWS-RunShellScript`],
    },
    { Action: ["ssm:GetParameter", "ssm:PutParameter"], Resource: [scope.pointerArn] },
    ...(scope.baseParameterArn ? [{ Action: ["ssm:GetParameter"], Resource: [scope.baseParameterArn] }] : []),
    {
      Action: ["iam:PassRole"],
      Resource: [scope.builderRoleArn],
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
  ];
}

/**
 * What SSM's agent needs on a builder to run scripts, and to log what they print.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ec2-run-command-cloudwatch-logs.html
 */
export function runScripts(logGroupArn: string): Statement[] {
  return [
    {
      Action: [
        "ec2messages:AcknowledgeMessage",
        "ec2messages:DeleteMessage",
        "ec2messages:FailMessage",
        "ec2messages:GetEndpoint",
        "ec2messages:GetMessages",
        "ec2messages:SendReply",
      ],
      Resource: ["*"],
    },
    { Action: ["logs:DescribeLogGroups"], Resource: ["*"] },
    {
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: [`${logGroupArn}:*`],
    },
  ];
}

/**
 * What the CloudWatch agent of the image does: metrics of its own, in the system's own namespace.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html
 */
export function reportMetrics(namespace: string): Statement[] {
  return [
    {
      Action: ["cloudwatch:PutMetricData"],
      Resource: ["*"],
      Condition: { StringEquals: { "cloudwatch:namespace": namespace } },
    },
    // It looks up the name of its group.
    { Action: ["ec2:DescribeTags"], Resource: ["*"] },
  ];
}

export interface FollowScope {
  readonly name: string;
  readonly account: Account;
  readonly document: string;
  /** ARN of the role that the document acts by. */
  readonly automationRoleArn: string;
  readonly pointerArn: string;
}

/**
 * What the function does: it starts, follows and cancels bakes of one document, reports to the pipeline, and removes what
 * bakes of this system have left.
 */
export function followBakes({ name, account, document, ...scope }: FollowScope): Statement[] {
  const ec2 = (type: string) => [`arn:${account.partition}:ec2:${account.region}:*:${type}/*`];
  return [
    {
      Action: ["ssm:StartAutomationExecution"],
      Resource: [
        account.arn("ssm", `automation-definition/${document}:*`),
        account.arn("ssm", `document/${document}`),
      ],
    },
    {
      Action: ["ssm:GetAutomationExecution", "ssm:StopAutomationExecution"],
      Resource: [account.arn("ssm", "automation-execution/*")],
    },
    {
      Action: ["iam:PassRole"],
      Resource: [scope.automationRoleArn],
      Condition: { StringEquals: { "iam:PassedToService": "ssm.amazonaws.com" } },
    },
    { Action: ["ssm:GetParameter"], Resource: [scope.pointerArn] },
    {
      Action: [
        "codepipeline:PutJobFailureResult",
        "codepipeline:PutJobSuccessResult",
        "ec2:DescribeImages",
        "ec2:DescribeInstances",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:DescribeSnapshots",
        "ssm:DescribeAutomationExecutions",
      ],
      Resource: ["*"],
    },
    {
      Action: ["ec2:TerminateInstances"],
      Resource: [account.arn("ec2", "instance/*")],
      Condition: owned(name),
    },
    { Action: ["ec2:DeregisterImage"], Resource: ec2("image"), Condition: owned(name) },
    { Action: ["ec2:DeleteSnapshot"], Resource: ec2("snapshot"), Condition: owned(name) },
  ];
}

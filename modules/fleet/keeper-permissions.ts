import { FLEET_TAG, type Fleet } from "../../lambda/fleet-keeper/settings";
import type { Account } from "../security/account";
import type { Statement } from "../security/policy-document";

export interface KeeperScope extends Pick<Fleet, "application" | "deploymentGroup"> {
  readonly name: string;
  readonly account: Account;
  readonly launchTemplateId: string;
  readonly instanceRoleArn: string;
  readonly imageParameterArn?: string;
}

/**
 * What the keeper of one fleet may do: make a group that bears the fleet's tag, and change and delete groups that do.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
 */
export function keepFleet(scope: KeeperScope): Statement[] {
  const { name, account, application, deploymentGroup } = scope;
  const groups = [account.arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/*")];
  return [
    {
      Action: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribePolicies",
        "autoscaling:DescribeScalingActivities",
      ],
      Resource: ["*"],
    },
    {
      Action: ["autoscaling:CreateAutoScalingGroup", "autoscaling:CreateOrUpdateTags"],
      Resource: [account.arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/${name}-first`)],
      Condition: { StringEquals: { [`aws:RequestTag/${FLEET_TAG}`]: name } },
    },
    {
      Action: [
        "autoscaling:AttachLoadBalancerTargetGroups",
        "autoscaling:CreateOrUpdateTags",
        "autoscaling:DeleteAutoScalingGroup",
        "autoscaling:DeletePolicy",
        "autoscaling:DeleteTags",
        "autoscaling:DetachLoadBalancerTargetGroups",
        "autoscaling:PutScalingPolicy",
        "autoscaling:UpdateAutoScalingGroup",
      ],
      Resource: groups,
      Condition: { StringEquals: { [`aws:ResourceTag/${FLEET_TAG}`]: name } },
    },
    {
      Action: ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"],
      Resource: [account.arn("cloudwatch", `alarm:${name}-cpu-*`)],
    },
    {
      Action: [
        "codedeploy:GetDeploymentGroup",
        "codedeploy:ListDeployments",
        "codedeploy:UpdateDeploymentGroup",
      ],
      Resource: [account.arn("codedeploy", `deploymentgroup:${application}/${deploymentGroup}`)],
    },
    ...launchInstances(scope),
  ];
}

/**
 * What Auto Scaling asks of whoever makes or changes a group with a launch template, before it launches anything itself.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-api-permissions.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
 */
export function launchInstances({
  account,
  launchTemplateId,
  instanceRoleArn,
  imageParameterArn,
}: Pick<KeeperScope, "account" | "launchTemplateId" | "instanceRoleArn" | "imageParameterArn">): Statement[] {
  const launched = ["instance", "network-interface", "volume"];
  // Images and snapshots may be another account's.
  const found = ["image", "snapshot"].map(
    (type) => `arn:${account.partition}:ec2:${account.region}:*:${type}/*`,
  );
  const used = ["key-pair", "launch-template", "security-group", "subnet"];
  const statements: Statement[] = [
    {
      Action: ["ec2:RunInstances"],
      Resource: [...[...launched, ...used].map((type) => account.arn("ec2", `${type}/*`)), ...found],
      Condition: {
        ArnEquals: { "ec2:LaunchTemplate": account.arn("ec2", `launch-template/${launchTemplateId}`) },
      },
    },
    {
      Action: ["ec2:CreateTags"],
      Resource: launched.map((type) => account.arn("ec2", `${type}/*`)),
      Condition: { StringEquals: { "ec2:CreateAction": "RunInstances" } },
    },
    {
      Action: ["iam:PassRole"],
      Resource: [instanceRoleArn],
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    },
    // Only the first Auto Scaling group of an account needs it.
    {
      Action: ["iam:CreateServiceLinkedRole"],
      Resource: [
        `arn:${account.partition}:iam::${account.id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
      ],
      Condition: { StringEquals: { "iam:AWSServiceName": "autoscaling.amazonaws.com" } },
    },
  ];
  if (imageParameterArn) statements.push({ Action: ["ssm:GetParameters"], Resource: [imageParameterArn] });
  return statements;
}

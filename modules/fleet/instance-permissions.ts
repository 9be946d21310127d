import type { Account } from "../security/account";
import { execChannels } from "../security/permissions";
import type { Statement } from "../security/policy-document";

/**
 * What Systems Manager's agent needs for shells by Session Manager, out of AmazonSSMManagedInstanceCore.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
export function openShells(account: Account): Statement[] {
  return [
    { Action: ["ssm:UpdateInstanceInformation"], Resource: [account.arn("ec2", "instance/*")] },
    execChannels(),
  ];
}

/**
 * Reads the installer of CodeDeploy's agent, and its packages, from AWS's own bucket of the region.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-iam-instance-profile.html
 */
export function installAgent({ partition, region }: Account): Statement {
  return {
    Action: ["s3:GetObject"],
    Resource: [`arn:${partition}:s3:::aws-codedeploy-${region}/*`],
  };
}

/** Reads a parameter of the system. */
export function readParameter(...parameterArns: readonly string[]): Statement {
  return { Action: ["ssm:GetParameter", "ssm:GetParameters"], Resource: parameterArns };
}

/**
 * Takes an instance out of its group's service and back, as the scripts of the walkthrough do: the minimum is lowered
 * meanwhile, processes that would interfere are suspended, and what was changed is noted in tags. AWS can limit all but
 * reading to one group.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-enter-exit-standby.html
 */
export function useStandby(groupArn: string): Statement[] {
  return [
    {
      Action: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances"],
      Resource: ["*"],
    },
    {
      Action: [
        "autoscaling:CreateOrUpdateTags",
        "autoscaling:DeleteTags",
        "autoscaling:EnterStandby",
        "autoscaling:ExitStandby",
        "autoscaling:ResumeProcesses",
        "autoscaling:SuspendProcesses",
        "autoscaling:UpdateAutoScalingGroup",
      ],
      Resource: [groupArn],
    },
    { Action: ["elasticloadbalancing:DescribeTargetHealth"], Resource: ["*"] },
  ];
}

/** The ARN of an Auto Scaling group: AWS puts an id of its own before the name. */
export function groupArn(account: Account, group: string): string {
  return account.arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/${group}`);
}

import { groupArn } from "../fleet/instance-permissions";
import { launchInstances } from "../fleet/keeper-permissions";
import { FLEET_TAG } from "../fleet/tags";
import type { Account } from "../security/account";
import type { Statement } from "../security/policy-document";

/** What CodeDeploy's service role is for: one target group, and the groups of one system. */
export interface DeployScope {
  readonly name: string;
  readonly account: Account;
  readonly targetGroupArn: string;
}

/** What a copy of a group is launched with. */
export interface CopyScope extends DeployScope {
  readonly launchTemplateId: string;
  readonly instanceRoleArn: string;
  /** Parameter that the launch template takes its image from. @default - it names an image */
  readonly imageParameterArn?: string;
}

/**
 * What CodeDeploy does to the instances of a group that stays: out of AWSCodeDeployRole, what it takes to deploy to a
 * group, limited to its groups and its target group.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRole.html
 */
export function deployInPlace({ name, account, targetGroupArn }: DeployScope): Statement[] {
  return [
    ...readFleets(),
    { Action: FOLLOW_LAUNCHES, Resource: [groupArn(account, name)] },
    shiftTargets(targetGroupArn),
  ];
}

/**
 * What CodeDeploy does where it replaces a group by a copy of it: the same, and making, filling and deleting groups. The
 * first is the keeper's; CodeDeploy names the others after the deployment group.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html
 */
export function replaceGroups(scope: CopyScope): Statement[] {
  const { name, account, targetGroupArn } = scope;
  const groups = [`${name}-first`, `CodeDeploy_${name}_*`].map((group) => groupArn(account, group));
  return [
    ...readFleets(),
    { Action: [...FOLLOW_LAUNCHES, ...COPY], Resource: groups },
    shiftTargets(targetGroupArn),
    // The alarms of copied scaling policies have names of Auto Scaling's and of CodeDeploy's making.
    { Action: ["cloudwatch:PutMetricAlarm"], Resource: [account.arn("cloudwatch", "alarm:*")] },
    {
      Action: ["ec2:TerminateInstances"],
      Resource: [account.arn("ec2", "instance/*")],
      Condition: { StringEquals: { [`aws:ResourceTag/${FLEET_TAG}`]: name } },
    },
    ...launchInstances(scope),
  ];
}

/** Reads what there is. AWS limits none of it to a resource. */
function readFleets(): Statement[] {
  return [
    {
      Action: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeLifecycleHooks",
        "autoscaling:DescribeNotificationConfigurations",
        "autoscaling:DescribePolicies",
        "autoscaling:DescribeScalingActivities",
        "autoscaling:DescribeScheduledActions",
        "cloudwatch:DescribeAlarms",
        "ec2:DescribeInstanceStatus",
        "ec2:DescribeInstances",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "tag:GetResources",
      ],
      Resource: ["*"],
    },
  ];
}

/** An instance that is launched in mid-release is held until it has the revision: by a hook of the group's lifecycle. */
const FOLLOW_LAUNCHES = [
  "autoscaling:CompleteLifecycleAction",
  "autoscaling:DeleteLifecycleHook",
  "autoscaling:PutLifecycleHook",
  "autoscaling:RecordLifecycleActionHeartbeat",
  "autoscaling:ResumeProcesses",
  "autoscaling:SuspendProcesses",
];

const COPY = [
  "autoscaling:AttachLoadBalancerTargetGroups",
  "autoscaling:CreateAutoScalingGroup",
  "autoscaling:CreateOrUpdateTags",
  "autoscaling:DeleteAutoScalingGroup",
  "autoscaling:EnableMetricsCollection",
  "autoscaling:PutNotificationConfiguration",
  "autoscaling:PutScalingPolicy",
  "autoscaling:PutScheduledUpdateGroupAction",
  "autoscaling:UpdateAutoScalingGroup",
];

function shiftTargets(targetGroupArn: string): Statement {
  return {
    Action: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
    Resource: [targetGroupArn],
  };
}

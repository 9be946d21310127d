import type { TargetGroupModel } from "../../load-balancer/model";
import { ACCOUNT } from "../../stack/computed";
import type { Activity, Group, LaunchTemplateModel, Member } from "../model";

export interface GroupAnswerParts {
  readonly region: string;
  readonly targetGroups: readonly Pick<TargetGroupModel, "name" | "arn">[];
  readonly launchTemplates: readonly LaunchTemplateModel[];
}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html */
export function groupAnswer(parts: GroupAnswerParts, group: Group) {
  const { settings } = group;
  const arns = settings.targetGroups.map((name) => parts.targetGroups.find((one) => one.name === name)?.arn);
  return {
    AutoScalingGroupName: settings.name,
    AutoScalingGroupARN: `arn:aws:autoscaling:${parts.region}:${ACCOUNT}:autoScalingGroup:00000000-0000-0000-0000-000000000000:autoScalingGroupName/${settings.name}`,
    LaunchTemplate: templateAnswer(parts, group),
    MinSize: settings.minSize,
    MaxSize: settings.maxSize,
    DesiredCapacity: settings.desiredCapacity,
    DefaultCooldown: 300,
    AvailabilityZones: [...new Set(settings.zones)],
    LoadBalancerNames: [],
    TargetGroupARNs: arns.filter((arn) => arn !== undefined),
    HealthCheckType: settings.healthCheckType ?? "ELB",
    HealthCheckGracePeriod: settings.healthCheckGraceSeconds,
    Instances: group.members.map((member) => instanceAnswer(parts, group, member)),
    CreatedTime: new Date(group.createdAt),
    SuspendedProcesses: [...group.suspended].map((ProcessName) => ({
      ProcessName,
      SuspensionReason: "User suspended",
    })),
    VPCZoneIdentifier: settings.subnetIds?.join(","),
    Tags: tagAnswers(group),
    TerminationPolicies: ["Default"],
    NewInstancesProtectedFromScaleIn: false,
    Status: group.isLeaving ? "Delete in progress" : undefined,
  };
}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Instance.html */
export function instanceAnswer(parts: GroupAnswerParts, group: Group, member: Member) {
  return {
    InstanceId: member.id,
    InstanceType: member.instance?.metadata.instanceType,
    AvailabilityZone: member.zone,
    LifecycleState: member.state,
    HealthStatus: member.health,
    LaunchTemplate: templateAnswer(parts, group),
    ProtectedFromScaleIn: false,
  };
}

function templateAnswer({ launchTemplates }: GroupAnswerParts, { settings }: Group) {
  const { launchTemplateId } = settings;
  const name = launchTemplates.find(({ id }) => id === launchTemplateId)?.name;
  return { LaunchTemplateId: launchTemplateId, LaunchTemplateName: name, Version: "$Latest" };
}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TagDescription.html */
export function tagAnswers({ settings }: Group) {
  const { name, ownTags = {}, tags } = settings;
  return [
    ...Object.entries(tags).map((tag) => [...tag, true] as const),
    ...Object.entries(ownTags).map((tag) => [...tag, false] as const),
  ].map(([Key, Value, PropagateAtLaunch]) => ({
    ResourceId: name,
    ResourceType: "auto-scaling-group",
    Key,
    Value,
    PropagateAtLaunch,
  }));
}

const PROGRESS: Readonly<Partial<Record<Activity["status"], number>>> = { InProgress: 50, PreInService: 30 };

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Activity.html */
export function activityAnswer(group: string, activity: Activity) {
  return {
    ActivityId: activity.id,
    AutoScalingGroupName: group,
    Description: activity.description,
    Cause: activity.cause,
    StartTime: new Date(activity.at),
    EndTime: activity.endedAt === undefined ? undefined : new Date(activity.endedAt),
    StatusCode: activity.status,
    StatusMessage: activity.message,
    Progress: PROGRESS[activity.status] ?? 100,
    Details: "{}",
  };
}

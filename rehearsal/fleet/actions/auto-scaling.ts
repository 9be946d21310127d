import { randomUUID } from "node:crypto";
import { type ActionInput, type Actions, AwsError } from "../../aws/actions";
import { ACCOUNT } from "../../stack/computed";
import type { Fleet, Group, GroupChanges, GroupSettings, LaunchTemplateModel } from "../model";
import { validation } from "../sizes";
import { activityAnswer, type GroupAnswerParts, groupAnswer, instanceAnswer } from "./auto-scaling-answers";
import { filtersIn, flagIn, numberIn, tagsPass, textsIn } from "./input";
import { tagActions } from "./tags";

export interface AutoScalingActionsProps extends GroupAnswerParts {
  readonly fleet: Fleet;
  readonly launchTemplates: readonly LaunchTemplateModel[];
  /** The zones of some subnets. */
  readonly zonesOf: (subnetIds: readonly string[]) => readonly string[];
  /** Name of the hook that CodeDeploy has put on groups that it deploys to. @default - there is none */
  readonly launchHook?: (group: string) => string | undefined;
}

/**
 * Auto Scaling.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Operations.html
 */
export function autoScalingActions(props: AutoScalingActionsProps): Actions {
  const { fleet, region } = props;
  const named = (input: ActionInput) => groupNamed(fleet, input.AutoScalingGroupName);
  const activities = (group: Group) =>
    group.activities.map((activity) => activityAnswer(group.settings.name, activity));

  return {
    ...tagActions(fleet),

    "autoscaling.CreateAutoScalingGroup": (input) => {
      const changes = changesIn(props, input);
      const { minSize = 0, maxSize = 0 } = changes;
      fleet.create({
        name: String(input.AutoScalingGroupName),
        launchTemplateId: "",
        targetGroups: textsIn(input.TargetGroupARNs).map((arn) => targetGroupNamed(props, arn)),
        zones: [],
        healthCheckGraceSeconds: 0,
        healthCheckType: "EC2",
        ...tagsOf(input.Tags),
        ...changes,
        minSize,
        maxSize,
        desiredCapacity: changes.desiredCapacity ?? minSize,
      });
    },
    "autoscaling.UpdateAutoScalingGroup": (input) => named(input).update(changesIn(props, input)),
    "autoscaling.SetDesiredCapacity": (input) => {
      const group = named(input);
      const desiredCapacity = numberIn(input.DesiredCapacity) ?? 0;
      checkDesired(group.settings, desiredCapacity);
      group.update({ desiredCapacity });
    },
    "autoscaling.DeleteAutoScalingGroup": (input) => {
      const group = named(input);
      if (!flagIn(input.ForceDelete) && group.members.length > 0) {
        throw new AwsError(
          "ResourceInUse",
          "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
        );
      }
      void fleet.remove(group.settings.name);
    },
    "autoscaling.DescribeAutoScalingGroups": ({ AutoScalingGroupNames, Filters }) => {
      const names = textsIn(AutoScalingGroupNames);
      const filters = filtersIn(Filters);
      const found = fleet.groups.filter(
        ({ settings }) =>
          (names.length === 0 || names.includes(settings.name)) &&
          filters.every((filter) => tagsPass({ ...settings.tags, ...settings.ownTags }, filter) ?? true),
      );
      return { AutoScalingGroups: found.map((group) => groupAnswer(props, group)) };
    },
    "autoscaling.DescribeAutoScalingInstances": ({ InstanceIds }) => {
      const ids = textsIn(InstanceIds);
      const all = fleet.groups.flatMap((group) => group.members.map((member) => ({ group, member })));
      const found = all.filter(({ member }) => ids.length === 0 || ids.includes(member.id));
      return {
        AutoScalingInstances: found.map(({ group, member }) => ({
          ...instanceAnswer(props, group, member),
          AutoScalingGroupName: group.settings.name,
        })),
      };
    },
    "autoscaling.DescribeScalingActivities": (input) => {
      const ids = textsIn(input.ActivityIds);
      const groups = input.AutoScalingGroupName === undefined ? fleet.groups : [named(input)];
      const all = groups
        .flatMap(activities)
        .filter(({ ActivityId }) => ids.length === 0 || ids.includes(ActivityId));
      return { Activities: all.slice(0, numberIn(input.MaxRecords) ?? 100) };
    },
    "autoscaling.EnterStandby": (input) => {
      const group = named(input);
      const ids = textsIn(input.InstanceIds);
      const moved = group.enterStandby(ids, flagIn(input.ShouldDecrementDesiredCapacity));
      return { Activities: moved.map((activity) => activityAnswer(group.settings.name, activity)) };
    },
    "autoscaling.ExitStandby": (input) => {
      const group = named(input);
      const moved = group.exitStandby(textsIn(input.InstanceIds));
      return { Activities: moved.map((activity) => activityAnswer(group.settings.name, activity)) };
    },
    "autoscaling.SuspendProcesses": (input) => named(input).suspend(processesIn(input)),
    "autoscaling.ResumeProcesses": (input) => named(input).resume(processesIn(input)),
    "autoscaling.AttachLoadBalancerTargetGroups": (input) => {
      const group = named(input);
      const more = textsIn(input.TargetGroupARNs).map((arn) => targetGroupNamed(props, arn));
      group.update({ targetGroups: [...new Set([...group.settings.targetGroups, ...more])] });
    },
    "autoscaling.DetachLoadBalancerTargetGroups": (input) => {
      const group = named(input);
      const less = textsIn(input.TargetGroupARNs).map((arn) => targetGroupNamed(props, arn));
      group.update({ targetGroups: group.settings.targetGroups.filter((name) => !less.includes(name)) });
    },
    "autoscaling.DescribeLifecycleHooks": (input) => {
      const group = named(input).settings.name;
      const hook = props.launchHook?.(group);
      return { LifecycleHooks: hook ? [hookAnswer(group, hook)] : [] };
    },
    "autoscaling.PutScalingPolicy": (input) => {
      const { policies, settings } = named(input);
      const name = String(input.PolicyName);
      const arn = `arn:aws:autoscaling:${region}:${ACCOUNT}:scalingPolicy:${randomUUID()}:autoScalingGroupName/${settings.name}:policyName/${name}`;
      const PolicyARN = policies.get(name)?.PolicyARN ?? arn;
      policies.set(name, { ...input, PolicyARN });
      return { PolicyARN, Alarms: [] };
    },
    "autoscaling.DescribePolicies": (input) => {
      const names = textsIn(input.PolicyNames);
      const groups = input.AutoScalingGroupName === undefined ? fleet.groups : [named(input)];
      const policies = groups.flatMap((group) => [...group.policies]);
      return {
        ScalingPolicies: policies.flatMap(([name, policy]) =>
          names.length === 0 || names.includes(name) ? [policy] : [],
        ),
      };
    },
    "autoscaling.DeletePolicy": (input) => {
      named(input).policies.delete(String(input.PolicyName));
    },
  };
}

/** @throws AwsError ValidationError */
export function groupNamed(fleet: Fleet, name: unknown): Group {
  const group = fleet.find(String(name));
  if (group) return group;
  throw validation(`AutoScalingGroup name not found - AutoScalingGroup ${name} not found`);
}

function checkDesired({ minSize, maxSize }: GroupSettings, desired: number): void {
  const beyond = (where: string) =>
    validation(`New SetDesiredCapacity value ${desired} is ${where} for the AutoScalingGroup.`);
  if (desired > maxSize) throw beyond(`above max value ${maxSize}`);
  if (desired < minSize) throw beyond(`below min value ${minSize}`);
}

function changesIn(props: AutoScalingActionsProps, input: ActionInput): GroupChanges {
  const template = Object(input.LaunchTemplate);
  const subnetIds = input.VPCZoneIdentifier
    ? String(input.VPCZoneIdentifier)
        .split(",")
        .map((id) => id.trim())
    : undefined;
  const zones = subnetIds ? props.zonesOf(subnetIds) : textsIn(input.AvailabilityZones);
  const changes = {
    launchTemplateId:
      template.LaunchTemplateId ??
      props.launchTemplates.find(({ name }) => name === template.LaunchTemplateName)?.id,
    minSize: numberIn(input.MinSize),
    maxSize: numberIn(input.MaxSize),
    desiredCapacity: numberIn(input.DesiredCapacity),
    subnetIds,
    zones: zones.length > 0 ? zones : undefined,
    healthCheckType: input.HealthCheckType,
    healthCheckGraceSeconds: numberIn(input.HealthCheckGracePeriod),
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function tagsOf(value: unknown): Pick<GroupSettings, "tags" | "ownTags"> {
  const rows = Array.isArray(value) ? value.map(Object) : [];
  const some = (propagated: boolean) =>
    Object.fromEntries(
      rows
        .filter(({ PropagateAtLaunch }) => flagIn(PropagateAtLaunch) === propagated)
        .map(({ Key, Value }) => [String(Key), String(Value ?? "")]),
    );
  return { tags: some(true), ownTags: some(false) };
}

function targetGroupNamed({ targetGroups }: GroupAnswerParts, arn: string): string {
  const found = targetGroups.find((one) => one.arn === arn);
  if (found) return found.name;
  throw validation(`Provided Target Groups may not be valid. Please ensure they exist and try again: ${arn}`);
}

function processesIn({ ScalingProcesses }: ActionInput): readonly string[] | undefined {
  const names = textsIn(ScalingProcesses);
  return names.length > 0 ? names : undefined;
}

function hookAnswer(group: string, name: string) {
  return {
    LifecycleHookName: name,
    AutoScalingGroupName: group,
    LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
    HeartbeatTimeout: 600,
    GlobalTimeout: 60_000,
    DefaultResult: "ABANDON",
  };
}

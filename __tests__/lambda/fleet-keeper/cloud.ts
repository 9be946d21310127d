import type * as AutoScaling from "@aws-sdk/client-auto-scaling";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type * as CloudWatch from "@aws-sdk/client-cloudwatch";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type * as CodeDeploy from "@aws-sdk/client-codedeploy";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { mockClient } from "aws-sdk-client-mock";

interface Alarm {
  readonly group: string;
  readonly actions: readonly string[];
  readonly threshold: number;
}

/** An Auto Scaling group as the model keeps it. */
export interface ModelGroup {
  readonly name: string;
  createdAt: number;
  leavesAt?: number;
  min: number;
  max: number;
  desired: number;
  launchTemplate: string;
  subnets: string;
  health: string;
  targetGroups: string[];
  tags: Record<string, string>;
  policies: string[];
  instances: { id: string; readyAt: number }[];
}

/** How long AWS takes, in milliseconds. */
const LAUNCH_MS = 5000;
const LEAVE_MS = 30_000;

export const BEGAN = Date.UTC(2026, 0, 1);

const failure = (name: string, message: string) => Object.assign(new Error(message), { name });

/** What a test throws in place of a process that ends. */
export const KILLED = "killed";

/** Auto Scaling, CloudWatch and CodeDeploy, as far as the keeper speaks to them, with a clock of their own. */
export class Cloud {
  public now = BEGAN;
  public readonly groups = new Map<string, ModelGroup>();
  public readonly alarms = new Map<string, Alarm>();
  /** What the deployment group deploys to. @default - there is no deployment group */
  public deploysTo?: string[];
  /** Deployments in progress, and when each ends. */
  public readonly running = new Map<string, { endsAt: number; onEnd?: () => void }>();
  /** Names of the calls, in order. */
  public readonly calls: string[] = [];
  /** The call at which the process ends, and whether AWS still hears of it. */
  public death?: { readonly call: number; readonly heard: boolean };
  /** Errors of calls to come, by the name of the action. */
  public readonly refusals: { action: string; error: Error }[] = [];
  /** Whether filters are heeded: what they would leave out, the keeper must leave alone by itself. */
  public filters = true;
  /** Told of each call before it is answered: what else happens just then. */
  public onCall?: (action: string) => void;
  /** What each launch fails by. @default - launches succeed */
  public launchFailure?: string;
  private instances = 0;

  public addGroup(group: Partial<ModelGroup> & Pick<ModelGroup, "name" | "tags">): ModelGroup {
    const added: ModelGroup = {
      createdAt: this.now,
      min: 1,
      max: 4,
      desired: 2,
      launchTemplate: "lt-1 $Latest",
      subnets: "subnet-1,subnet-2",
      health: "ELB 300",
      targetGroups: ["arn:tg"],
      policies: [],
      instances: [],
      ...group,
    };
    this.groups.set(added.name, added);
    this.fill(added);
    return added;
  }

  /** What is left when all has come to rest, without what two runs may differ in. */
  public state(): unknown {
    const groups = [...this.groups.values()].map(({ createdAt, leavesAt, instances, ...group }) => ({
      ...group,
      leaving: leavesAt !== undefined,
      instances: instances.length,
    }));
    return { groups, alarms: [...this.alarms], deploysTo: this.deploysTo };
  }

  /** Lets time pass. */
  public pass(ms: number): void {
    this.now += ms;
    for (const [id, { endsAt, onEnd }] of this.running) {
      if (endsAt > this.now) continue;
      this.running.delete(id);
      onEnd?.();
    }
    for (const group of this.groups.values()) {
      if ((group.leavesAt ?? Number.POSITIVE_INFINITY) > this.now) continue;
      this.groups.delete(group.name);
      this.dropAlarmsOf(group.name);
    }
  }

  /** Puts itself in the place of AWS and of time. Undone by `jest.restoreAllMocks` and by the next one. */
  public open(): void {
    for (const service of [AutoScalingClient, CloudWatchClient, CodeDeployClient]) {
      // Not by `on(…)`, which would compare all of each command with all of each answer's.
      const { send } = mockClient(service as typeof AutoScalingClient);
      send.callsFake(async (command) => this.answer(command) as AutoScaling.ServiceOutputTypes);
    }
    jest.spyOn(Date, "now").mockImplementation(() => this.now);
    const timers: { setTimeout: (ms: number) => Promise<void> } = require("node:timers/promises");
    jest.spyOn(timers, "setTimeout").mockImplementation(async (ms) => this.pass(ms));
  }

  private answer(command: object): unknown {
    const action = command.constructor.name.replace(/Command$/, "");
    this.onCall?.(action);
    this.calls.push(action);
    const dies = this.calls.length === this.death?.call;
    if (dies && !this.death?.heard) throw new Error(KILLED);
    const refusal = this.refusals.findIndex((each) => each.action === action);
    if (refusal >= 0) throw this.refusals.splice(refusal, 1)[0]?.error;
    const actions: Record<string, (input: never) => unknown> = this.actions;
    const output = actions[action]?.((command as { input: never }).input) ?? {};
    if (dies) throw new Error(KILLED);
    return output;
  }

  private readonly actions = {
    DescribeAutoScalingGroups: (input: AutoScaling.DescribeAutoScalingGroupsCommandInput) => ({
      AutoScalingGroups: [...this.groups.values()]
        .filter(({ name }) => input.AutoScalingGroupNames?.includes(name) ?? true)
        .filter(({ tags }) =>
          (this.filters ? (input.Filters ?? []) : []).every(({ Name = "", Values = [] }) =>
            Values.includes(tags[Name.replace("tag:", "")] ?? ""),
          ),
        )
        .map((group) => this.describe(group)),
    }),
    CreateAutoScalingGroup: (input: AutoScaling.CreateAutoScalingGroupCommandInput) => {
      const name = input.AutoScalingGroupName ?? "";
      if (this.groups.has(name)) throw failure("AlreadyExistsFault", `${name} already exists`);
      this.addGroup({
        name,
        tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value ?? ""])),
        ...settingsIn(input),
        desired: input.DesiredCapacity,
        targetGroups: [...(input.TargetGroupARNs ?? [])],
      });
    },
    UpdateAutoScalingGroup: (input: AutoScaling.UpdateAutoScalingGroupCommandInput) => {
      const group = this.need(input.AutoScalingGroupName);
      Object.assign(group, settingsIn(input));
      group.desired = input.DesiredCapacity ?? Math.min(Math.max(group.desired, group.min), group.max);
      this.fill(group);
    },
    DeleteAutoScalingGroup: (input: AutoScaling.DeleteAutoScalingGroupCommandInput) => {
      const group = this.need(input.AutoScalingGroupName);
      if (!input.ForceDelete) throw failure("ResourceInUseFault", "it has instances");
      group.leavesAt ??= this.now + LEAVE_MS;
    },
    AttachLoadBalancerTargetGroups: (input: AutoScaling.AttachLoadBalancerTargetGroupsCommandInput) => {
      this.need(input.AutoScalingGroupName).targetGroups.push(...(input.TargetGroupARNs ?? []));
    },
    DetachLoadBalancerTargetGroups: (input: AutoScaling.DetachLoadBalancerTargetGroupsCommandInput) => {
      const group = this.need(input.AutoScalingGroupName);
      group.targetGroups = group.targetGroups.filter((arn) => !input.TargetGroupARNs?.includes(arn));
    },
    CreateOrUpdateTags: (input: AutoScaling.CreateOrUpdateTagsCommandInput) => {
      for (const { ResourceId, Key = "", Value = "", PropagateAtLaunch } of input.Tags ?? []) {
        if (!PropagateAtLaunch)
          throw failure("ValidationError", "the fleet's tags are for its instances too");
        this.need(ResourceId).tags[Key] = Value;
      }
    },
    DeleteTags: (input: AutoScaling.DeleteTagsCommandInput) => {
      for (const { ResourceId, Key = "" } of input.Tags ?? []) delete this.need(ResourceId).tags[Key];
    },
    DescribeScalingActivities: (input: AutoScaling.DescribeScalingActivitiesCommandInput) => ({
      Activities: Array.from({ length: this.launchFailure ? (input.MaxRecords ?? 0) : 0 }, () => ({
        StatusCode: "Failed",
        StatusMessage: this.launchFailure,
      })),
    }),
    DescribePolicies: (input: AutoScaling.DescribePoliciesCommandInput) => ({
      ScalingPolicies: this.need(input.AutoScalingGroupName)
        .policies.filter((name) => input.PolicyNames?.includes(name))
        .map((name) => ({ PolicyName: name, PolicyARN: `arn:policy:${input.AutoScalingGroupName}:${name}` })),
    }),
    PutScalingPolicy: (input: AutoScaling.PutScalingPolicyCommandInput) => {
      const group = this.need(input.AutoScalingGroupName);
      const name = input.PolicyName ?? "";
      if (!group.policies.includes(name)) group.policies.push(name);
    },
    DeletePolicy: (input: AutoScaling.DeletePolicyCommandInput) => {
      const group = this.need(input.AutoScalingGroupName);
      group.policies = group.policies.filter((name) => name !== input.PolicyName);
    },
    PutMetricAlarm: (input: CloudWatch.PutMetricAlarmCommandInput) => {
      this.alarms.set(input.AlarmName ?? "", {
        group: input.Dimensions?.[0]?.Value ?? "",
        actions: input.AlarmActions ?? [],
        threshold: input.Threshold ?? 0,
      });
    },
    DeleteAlarms: (input: CloudWatch.DeleteAlarmsCommandInput) => {
      for (const name of input.AlarmNames ?? []) {
        if (!this.alarms.delete(name)) throw failure("ResourceNotFound", `no alarm ${name}`);
      }
    },
    GetDeploymentGroup: () => {
      this.needDeploymentGroup();
      return { deploymentGroupInfo: { autoScalingGroups: this.deploysTo?.map((name) => ({ name })) } };
    },
    UpdateDeploymentGroup: (input: CodeDeploy.UpdateDeploymentGroupCommandInput) => {
      this.needDeploymentGroup();
      this.deploysTo = [...(input.autoScalingGroups ?? [])];
    },
    ListDeployments: () => {
      this.needDeploymentGroup();
      return { deployments: [...this.running.keys()] };
    },
  };

  private need(name = ""): ModelGroup {
    const group = this.groups.get(name);
    if (!group) throw failure("ValidationError", "AutoScalingGroup name not found");
    return group;
  }

  private needDeploymentGroup(): void {
    if (!this.deploysTo) throw failure("DeploymentGroupDoesNotExistException", "no deployment group");
  }

  private fill(group: ModelGroup): void {
    while (group.instances.length > group.desired) group.instances.pop();
    while (group.instances.length < group.desired)
      group.instances.push({ id: `i-${++this.instances}`, readyAt: this.now + LAUNCH_MS });
  }

  private describe(group: ModelGroup): AutoScaling.AutoScalingGroup {
    const { name, tags, leavesAt, createdAt, desired } = group;
    return {
      AutoScalingGroupName: name,
      CreatedTime: new Date(createdAt),
      Status: leavesAt === undefined ? undefined : "Delete in progress",
      DesiredCapacity: desired,
      TargetGroupARNs: [...group.targetGroups],
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      Instances: this.launchFailure
        ? []
        : group.instances.map(({ id, readyAt }) => ({
            InstanceId: id,
            LifecycleState: readyAt <= this.now ? "InService" : "Pending",
          })),
    } as AutoScaling.AutoScalingGroup;
  }

  /** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html */
  private dropAlarmsOf(group: string): void {
    for (const [name, { actions }] of this.alarms) {
      if (actions.every((arn) => arn.startsWith(`arn:policy:${group}:`))) this.alarms.delete(name);
    }
  }
}

function settingsIn(
  input: AutoScaling.CreateAutoScalingGroupCommandInput | AutoScaling.UpdateAutoScalingGroupCommandInput,
) {
  return {
    min: input.MinSize,
    max: input.MaxSize,
    launchTemplate: `${input.LaunchTemplate?.LaunchTemplateId} ${input.LaunchTemplate?.Version}`,
    subnets: input.VPCZoneIdentifier,
    health: `${input.HealthCheckType} ${input.HealthCheckGracePeriod}`,
  };
}

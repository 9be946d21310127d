import type { ActionInput, Actions } from "../../../rehearsal/aws";
import {
  autoScalingActions,
  ec2Actions,
  loadBalancingActions,
  scalingAlarmActions,
} from "../../../rehearsal/fleet";
import type { TargetGroupModel } from "../../../rehearsal/load-balancer/model";
import { DRAIN_MS } from "../deployment/balancer";
import { closeYards, TEMPLATE, Yard } from "./yard";

const ARN = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/1";
const TARGET_GROUPS = [{ name: "web", arn: ARN, healthCheck: { path: "/" } }] as TargetGroupModel[];

let yard: Yard;
let actions: Actions;

beforeEach(() => {
  yard = new Yard();
  const { balancer, fleet } = yard;
  const common = { fleet, launchTemplates: [TEMPLATE], region: "eu-central-1", targetGroups: TARGET_GROUPS };
  actions = {
    ...autoScalingActions({
      ...common,
      zonesOf: (subnetIds) => subnetIds.map((_, index) => `eu-central-1${"abc"[index]}`),
      launchHook: (group) => (group === "first" ? "the-hook" : undefined),
    }),
    ...ec2Actions({ ...common, image: (id) => ({ id: `the image of ${id}` }) }),
    ...loadBalancingActions({ ...common, balancer }),
    ...scalingAlarmActions(),
  };
});

afterEach(closeYards);

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member.
const call = (name: string, input: ActionInput = {}): any => actions[name]?.(input);
const refusal = (name: string, input: ActionInput = {}): string => {
  try {
    call(name, input);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "nothing was refused";
};

/** As the keeper makes it. */
const FIRST = {
  AutoScalingGroupName: "first",
  LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "$Latest" },
  MinSize: "1",
  MaxSize: "4",
  DesiredCapacity: "2",
  VPCZoneIdentifier: "subnet-1,subnet-2",
  HealthCheckType: "ELB",
  HealthCheckGracePeriod: "120",
  TargetGroupARNs: [ARN],
  Tags: [
    { Key: "bluegreen:fleet", Value: "shop", PropagateAtLaunch: true },
    { Key: "note", Value: "x", PropagateAtLaunch: false },
  ],
};
const GROUP = { AutoScalingGroupName: "first" };

async function made(): Promise<void> {
  call("autoscaling.CreateAutoScalingGroup", FIRST);
  await yard.steady("first");
}

describe("an Auto Scaling group", () => {
  test("is made, and told of as AWS tells of it", async () => {
    await made();
    const { AutoScalingGroups } = call("autoscaling.DescribeAutoScalingGroups", {
      AutoScalingGroupNames: ["first"],
    });
    expect(AutoScalingGroups).toMatchObject([
      {
        AutoScalingGroupName: "first",
        LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "shop", Version: "$Latest" },
        MinSize: 1,
        MaxSize: 4,
        DesiredCapacity: 2,
        AvailabilityZones: ["eu-central-1a", "eu-central-1b"],
        VPCZoneIdentifier: "subnet-1,subnet-2",
        TargetGroupARNs: [ARN],
        HealthCheckType: "ELB",
        HealthCheckGracePeriod: 120,
        SuspendedProcesses: [],
        Tags: [
          { Key: "bluegreen:fleet", Value: "shop", PropagateAtLaunch: true, ResourceId: "first" },
          { Key: "note", Value: "x", PropagateAtLaunch: false },
        ],
      },
    ]);
    const [{ Instances, Status, CreatedTime }] = AutoScalingGroups;
    expect(Instances.map((one: { LifecycleState: string }) => one.LifecycleState)).toEqual([
      "InService",
      "InService",
    ]);
    expect(Status).toBeUndefined();
    expect(CreatedTime).toEqual(new Date(Date.UTC(2030, 0, 1)));
  });

  test.each([
    [{ AutoScalingGroupNames: ["second"] }, []],
    [{ Filters: [{ Name: "tag:bluegreen:fleet", Values: ["shop"] }] }, ["first"]],
    [{ Filters: [{ Name: "tag:bluegreen:fleet", Values: ["other"] }] }, []],
    [{ Filters: [{ Name: "tag-key", Values: ["note"] }] }, ["first"]],
    [{ Filters: [{ Name: "tag-value", Values: ["y"] }] }, []],
    [{}, ["first"]],
  ])("is found by %j", async (input, expected) => {
    await made();
    const { AutoScalingGroups } = call("autoscaling.DescribeAutoScalingGroups", input);
    expect(AutoScalingGroups.map((group: typeof GROUP) => group.AutoScalingGroupName)).toEqual(expected);
  });

  test("is changed, and what is desired of it is set", async () => {
    await made();
    call("autoscaling.UpdateAutoScalingGroup", { ...GROUP, MinSize: 2, HealthCheckGracePeriod: "60" });
    call("autoscaling.SetDesiredCapacity", { ...GROUP, DesiredCapacity: "3" });
    expect(yard.fleet.find("first")?.settings).toMatchObject({
      minSize: 2,
      maxSize: 4,
      desiredCapacity: 3,
      healthCheckGraceSeconds: 60,
      targetGroups: ["web"],
    });
    expect(refusal("autoscaling.SetDesiredCapacity", { ...GROUP, DesiredCapacity: 5 })).toBe(
      "ValidationError: New SetDesiredCapacity value 5 is above max value 4 for the AutoScalingGroup.",
    );
    expect(refusal("autoscaling.SetDesiredCapacity", { ...GROUP, DesiredCapacity: 1 })).toMatch(
      "is below min value 2",
    );
  });

  test("is deleted with its instances only by force, and listed until they are gone", async () => {
    await made();
    expect(refusal("autoscaling.DeleteAutoScalingGroup", GROUP)).toMatch("ResourceInUse: You cannot delete");
    call("autoscaling.DeleteAutoScalingGroup", { ...GROUP, ForceDelete: true });
    const [group] = call("autoscaling.DescribeAutoScalingGroups").AutoScalingGroups;
    expect(group).toMatchObject({
      Status: "Delete in progress",
      Instances: [{ LifecycleState: "Terminating" }, {}],
    });
    await yard.clock.pass(DRAIN_MS + 1000);
    expect(call("autoscaling.DescribeAutoScalingGroups").AutoScalingGroups).toEqual([]);
  });

  test("that there is not is refused in AWS's words", () => {
    for (const action of [
      "UpdateAutoScalingGroup",
      "EnterStandby",
      "DeleteAutoScalingGroup",
      "DescribeScalingActivities",
    ])
      expect(refusal(`autoscaling.${action}`, GROUP)).toBe(
        "ValidationError: AutoScalingGroup name not found - AutoScalingGroup first not found",
      );
    expect(refusal("autoscaling.CreateOrUpdateTags", { Tags: [{ ResourceId: "first" }] })).toMatch(
      "not found",
    );
  });

  test("is refused target groups that there are not", () => {
    expect(refusal("autoscaling.CreateAutoScalingGroup", { ...FIRST, TargetGroupARNs: ["arn:x"] })).toMatch(
      "ValidationError: Provided Target Groups may not be valid",
    );
  });
});

describe("an instance", () => {
  test("is told of with the group that it is in", async () => {
    await made();
    const [id] = yard.ids("first");
    const { AutoScalingInstances } = call("autoscaling.DescribeAutoScalingInstances", { InstanceIds: [id] });
    expect(AutoScalingInstances).toMatchObject([
      { InstanceId: id, AutoScalingGroupName: "first", LifecycleState: "InService", HealthStatus: "Healthy" },
    ]);
    expect(call("autoscaling.DescribeAutoScalingInstances", { InstanceIds: ["i-0"] })).toEqual({
      AutoScalingInstances: [],
    });
  });

  test("goes into standby and back, as activities tell", async () => {
    await made();
    const [id] = yard.ids("first");
    const ids = { ...GROUP, InstanceIds: [id] };
    const { Activities } = call("autoscaling.EnterStandby", {
      ...ids,
      ShouldDecrementDesiredCapacity: "true",
    });
    expect(Activities).toMatchObject([
      { Description: `Moving EC2 instance to Standby: ${id}`, Progress: 50, StatusCode: "InProgress" },
    ]);
    await yard.clock.pass(DRAIN_MS);
    expect(call("autoscaling.ExitStandby", ids).Activities).toMatchObject([
      { Progress: 30, StatusCode: "PreInService" },
    ]);
    await yard.steady("first");
    const told = call("autoscaling.DescribeScalingActivities", { ...GROUP, MaxRecords: "2" }).Activities;
    expect(told.map((one: { Description: string }) => one.Description)).toEqual([
      `Moving EC2 instance out of Standby: ${id}`,
      `Moving EC2 instance to Standby: ${id}`,
    ]);
    expect(told[0]).toMatchObject({ StatusCode: "Successful", Progress: 100, EndTime: expect.any(Date) });
    const [{ ActivityId }] = told;
    expect(
      call("autoscaling.DescribeScalingActivities", { ActivityIds: [ActivityId] }).Activities,
    ).toHaveLength(1);
  });

  test("is told of by EC2 in each of its states", async () => {
    call("autoscaling.CreateAutoScalingGroup", { ...FIRST, DesiredCapacity: 1 });
    const [id = ""] = yard.ids("first");
    const told = () => call("ec2.DescribeInstances", { InstanceIds: [id] }).Reservations[0].Instances[0];
    expect(told().State).toEqual({ Code: 0, Name: "pending" });
    await yard.steady("first");
    expect(told()).toMatchObject({
      State: { Code: 16, Name: "running" },
      ImageId: "ami-1",
      InstanceType: "t3.micro",
      Placement: { AvailabilityZone: "eu-central-1a" },
      PrivateIpAddress: "127.0.0.1",
    });
    expect(told().Tags).toContainEqual({ Key: "aws:autoscaling:groupName", Value: "first" });
    void yard.fleet.remove("first");
    expect(told().State.Name).toBe("shutting-down");
    await yard.clock.pass(DRAIN_MS + 1000);
    expect(told().State).toEqual({ Code: 48, Name: "terminated" });
    expect(refusal("ec2.DescribeInstances", { InstanceIds: ["i-0"] })).toBe(
      "InvalidInstanceID.NotFound: The instance ID 'i-0' does not exist",
    );
  });

  test.each([
    [[{ Name: "tag:bluegreen:fleet", Values: ["shop"] }], 2],
    [[{ Name: "tag:bluegreen:fleet", Values: ["other"] }], 0],
    [[{ Name: "availability-zone", Values: ["eu-central-1a"] }], 1],
    [[{ Name: "instance-state-name", Values: ["running", "pending"] }], 2],
    [[{ Name: "instance-state-name", Values: ["terminated"] }], 0],
  ])("is found by EC2's filters %j", async (Filters, count) => {
    await made();
    expect(call("ec2.DescribeInstances", { Filters }).Reservations).toHaveLength(count);
  });
});

test("a launch template is told of, and its image where that is a parameter", () => {
  const [version] = call("ec2.DescribeLaunchTemplateVersions", {
    LaunchTemplateId: "lt-1",
    Versions: ["$Latest"],
  }).LaunchTemplateVersions;
  expect(version).toMatchObject({
    LaunchTemplateName: "shop",
    DefaultVersion: true,
    LaunchTemplateData: { ImageId: TEMPLATE.imageId, InstanceType: "t3.micro", UserData: "IyEvYmluL3No" },
  });
  const resolved = call("ec2.DescribeLaunchTemplateVersions", {
    LaunchTemplateName: "shop",
    ResolveAlias: true,
  });
  expect(resolved.LaunchTemplateVersions[0].LaunchTemplateData.ImageId).toBe(
    `the image of ${TEMPLATE.imageId}`,
  );
  expect(refusal("ec2.DescribeLaunchTemplateVersions", { LaunchTemplateId: "lt-2" })).toMatch(
    "InvalidLaunchTemplateId.NotFound",
  );
  expect(refusal("ec2.DescribeLaunchTemplateVersions", { LaunchTemplateName: "x" })).toMatch(
    "InvalidLaunchTemplateName.NotFoundException",
  );
});

describe("tags", () => {
  const tag = (Key: string, rest: object = {}) => ({
    ResourceId: "first",
    ResourceType: "auto-scaling-group",
    Key,
    ...rest,
  });

  test("are set, moved between a group and its instances, and deleted", async () => {
    await made();
    call("autoscaling.CreateOrUpdateTags", {
      Tags: [
        tag("bluegreen:min-size", { Value: "3", PropagateAtLaunch: "false" }),
        tag("note", { Value: true, PropagateAtLaunch: true }),
      ],
    });
    expect(yard.fleet.find("first")?.settings).toMatchObject({
      tags: { "bluegreen:fleet": "shop", note: "true" },
      ownTags: { "bluegreen:min-size": "3" },
    });
    call("autoscaling.DeleteTags", { Tags: [tag("note"), tag("bluegreen:min-size"), tag("none")] });
    expect(yard.fleet.find("first")?.settings).toMatchObject({
      tags: { "bluegreen:fleet": "shop" },
      ownTags: {},
    });
  });

  test.each([
    [[], ["bluegreen:fleet", "note"]],
    [[{ Name: "auto-scaling-group", Values: ["second"] }], []],
    [[{ Name: "key", Values: ["note"] }], ["note"]],
    [[{ Name: "value", Values: ["shop"] }], ["bluegreen:fleet"]],
    [[{ Name: "propagate-at-launch", Values: ["true"] }], ["bluegreen:fleet"]],
  ])("are found by %j", async (Filters, expected) => {
    await made();
    const { Tags } = call("autoscaling.DescribeTags", { Filters });
    expect(Tags.map(({ Key }: { Key: string }) => Key)).toEqual(expected);
  });
});

test("processes are suspended and resumed, all of them where none is named", async () => {
  await made();
  const suspended = () =>
    call("autoscaling.DescribeAutoScalingGroups").AutoScalingGroups[0].SuspendedProcesses.map(
      (one: { ProcessName: string }) => one.ProcessName,
    );
  call("autoscaling.SuspendProcesses", { ...GROUP, ScalingProcesses: ["AZRebalance", "ReplaceUnhealthy"] });
  call("autoscaling.ResumeProcesses", { ...GROUP, ScalingProcesses: ["AZRebalance"] });
  expect(suspended()).toEqual(["ReplaceUnhealthy"]);
  call("autoscaling.SuspendProcesses", GROUP);
  expect(suspended()).toHaveLength(9);
  call("autoscaling.ResumeProcesses", { ...GROUP, ScalingProcesses: "" });
  expect(suspended()).toEqual([]);
});

test("policies and their alarms are kept, each under its name", async () => {
  await made();
  const policy = { ...GROUP, PolicyName: "scale-out", PolicyType: "StepScaling" };
  const { PolicyARN } = call("autoscaling.PutScalingPolicy", policy);
  expect(PolicyARN).toMatch(/:autoScalingGroupName\/first:policyName\/scale-out$/);
  expect(call("autoscaling.PutScalingPolicy", policy).PolicyARN).toBe(PolicyARN);
  expect(
    call("autoscaling.DescribePolicies", { ...GROUP, PolicyNames: ["scale-out"] }).ScalingPolicies,
  ).toEqual([{ ...policy, PolicyARN }]);
  expect(call("autoscaling.DescribePolicies", { PolicyNames: ["scale-in"] }).ScalingPolicies).toEqual([]);
  call("autoscaling.DeletePolicy", { ...GROUP, PolicyName: "scale-out" });
  expect(call("autoscaling.DescribePolicies").ScalingPolicies).toEqual([]);

  call("cloudwatch.PutMetricAlarm", { AlarmName: "cpu-high", Threshold: 70 });
  expect(call("cloudwatch.DescribeAlarms", { AlarmNames: ["cpu-high"] }).MetricAlarms).toMatchObject([
    { Threshold: 70 },
  ]);
  call("cloudwatch.DeleteAlarms", { AlarmNames: ["cpu-high"] });
  expect(call("cloudwatch.DescribeAlarms").MetricAlarms).toEqual([]);
});

test("CodeDeploy's hook is on the groups that it deploys to", async () => {
  await made();
  yard.fleet.create({ ...(yard.fleet.find("first")?.settings as never as object), name: "second" } as never);
  expect(call("autoscaling.DescribeLifecycleHooks", GROUP).LifecycleHooks).toMatchObject([
    { LifecycleHookName: "the-hook", LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING" },
  ]);
  expect(
    call("autoscaling.DescribeLifecycleHooks", { AutoScalingGroupName: "second" }).LifecycleHooks,
  ).toEqual([]);
});

describe("a target group", () => {
  const targets = (id = "") => ({ TargetGroupArn: ARN, Targets: [{ Id: id }] });
  const health = (input: ActionInput = { TargetGroupArn: ARN }) =>
    call("elasticloadbalancing.DescribeTargetHealth", input).TargetHealthDescriptions;

  test("tells how its targets are", async () => {
    call("autoscaling.CreateAutoScalingGroup", { ...FIRST, DesiredCapacity: 1 });
    const [id] = yard.ids("first");
    expect(health(targets(id))).toMatchObject([
      { Target: { Id: id, Port: 80 }, TargetHealth: { State: "unused", Reason: "Target.NotRegistered" } },
    ]);
    await yard.steady("first");
    expect(health()).toEqual([{ Target: { Id: id, Port: 80 }, TargetHealth: { State: "healthy" } }]);
    call("elasticloadbalancing.DeregisterTargets", targets(id));
    expect(health()).toMatchObject([{ TargetHealth: { State: "draining" } }]);
    await yard.clock.pass(DRAIN_MS);
    expect(health()).toEqual([]);
    call("elasticloadbalancing.RegisterTargets", targets(id));
    expect(health()).toMatchObject([{ TargetHealth: { State: "initial" } }]);
  });

  test("takes no target that does not run", () => {
    expect(refusal("elasticloadbalancing.RegisterTargets", targets("i-0"))).toMatch("InvalidTarget: ");
  });

  test("is told of by name and by ARN", () => {
    const described = { TargetGroupArn: ARN, TargetGroupName: "web", TargetType: "instance", Port: 80 };
    for (const input of [{}, { Names: ["web"] }, { TargetGroupArns: [ARN] }])
      expect(call("elasticloadbalancing.DescribeTargetGroups", input).TargetGroups).toMatchObject([
        described,
      ]);
    for (const input of [{ Names: ["x"] }, { TargetGroupArns: ["arn:x"] }])
      expect(refusal("elasticloadbalancing.DescribeTargetGroups", input)).toMatch("TargetGroupNotFound");
  });

  test("is attached to a group and detached from it", async () => {
    call("autoscaling.CreateAutoScalingGroup", { ...FIRST, TargetGroupARNs: "", DesiredCapacity: 1 });
    await yard.steady("first");
    expect(health()).toEqual([]);
    call("autoscaling.AttachLoadBalancerTargetGroups", { ...GROUP, TargetGroupARNs: [ARN] });
    expect(health()).toMatchObject([{ TargetHealth: { State: "initial" } }]);
    call("autoscaling.DetachLoadBalancerTargetGroups", { ...GROUP, TargetGroupARNs: [ARN] });
    expect(health()).toMatchObject([{ TargetHealth: { State: "draining" } }]);
  });
});

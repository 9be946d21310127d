import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  EnterStandbyCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  type ActionInput,
  type Actions,
  AwsError,
  createEndpoint,
  type Endpoint,
} from "../../../rehearsal/aws";
import { answerQuery } from "../../../rehearsal/aws/query-protocol";

const STARTED = new Date("2030-01-01T00:00:00Z");

const calls: [name: string, input: ActionInput][] = [];
const unanswered: string[] = [];
let endpoint: Endpoint;

const answers: Readonly<Record<string, unknown>> = {
  "autoscaling.CreateAutoScalingGroup": undefined,
  "autoscaling.DescribeAutoScalingGroups": {
    AutoScalingGroups: [
      {
        AutoScalingGroupName: "shop & <sons>",
        MinSize: 2,
        CreatedTime: STARTED,
        NewInstancesProtectedFromScaleIn: false,
        AvailabilityZones: ["eu-central-1a", "eu-central-1b"],
        Tags: [{ Key: "k", Value: undefined, PropagateAtLaunch: true }],
        Instances: [],
      },
    ],
  },
  "elasticloadbalancing.DescribeTargetHealth": {
    TargetHealthDescriptions: [{ Target: { Id: "i-1", Port: 80 }, TargetHealth: { State: "healthy" } }],
  },
  "ec2.DescribeInstances": {
    Reservations: [
      {
        ReservationId: "r-1",
        Instances: [
          {
            InstanceId: "i-1",
            State: { Code: 16, Name: "running" },
            Placement: { AvailabilityZone: "eu-central-1a" },
            LaunchTime: STARTED,
            Tags: [{ Key: "k", Value: "v" }],
          },
        ],
      },
    ],
  },
  "ec2.DescribeLaunchTemplateVersions": {
    LaunchTemplateVersions: [
      {
        LaunchTemplateId: "lt-1",
        VersionNumber: 3,
        DefaultVersion: true,
        LaunchTemplateData: { ImageId: "ami-1", SecurityGroupIds: ["sg-1"] },
      },
    ],
  },
};

const actions: Actions = {
  ...Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      (input: ActionInput) => {
        calls.push([name, input]);
        return answer;
      },
    ]),
  ),
  "autoscaling.EnterStandby": () => {
    throw new AwsError("ValidationError", "AutoScalingGroup shop has min-size=1 & more");
  },
  "autoscaling.ExitStandby": () => {
    throw new Error("a mistake");
  },
  "ec2.DescribeImages": () => {
    throw new AwsError("InvalidAMIID.NotFound", "The image id '[ami-1]' does not exist");
  },
};

beforeAll(async () => {
  endpoint = await createEndpoint({
    actions,
    commands: {},
    unanswered: (name) => unanswered.push(name),
  });
});

afterAll(() => endpoint.close());

beforeEach(() => {
  calls.length = 0;
  unanswered.length = 0;
});

const client = () => ({
  endpoint: endpoint.url,
  region: "eu-central-1",
  credentials: { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" },
  maxAttempts: 1,
});
const autoScaling = () => new AutoScalingClient(client());
const ec2 = () => new EC2Client(client());

describe("a client of the SDK", () => {
  test("reads lists, numbers, booleans and moments of Auto Scaling", async () => {
    const { AutoScalingGroups: groups } = await autoScaling().send(
      new DescribeAutoScalingGroupsCommand({
        AutoScalingGroupNames: ["a", "b"],
        Filters: [{ Name: "tag:k", Values: ["v"] }],
      }),
    );
    expect(groups).toEqual([
      {
        AutoScalingGroupName: "shop & <sons>",
        MinSize: 2,
        CreatedTime: STARTED,
        NewInstancesProtectedFromScaleIn: false,
        AvailabilityZones: ["eu-central-1a", "eu-central-1b"],
        Tags: [{ Key: "k", PropagateAtLaunch: true }],
        Instances: [],
      },
    ]);
    expect(calls).toEqual([
      [
        "autoscaling.DescribeAutoScalingGroups",
        { AutoScalingGroupNames: ["a", "b"], Filters: [{ Name: "tag:k", Values: ["v"] }] },
      ],
    ]);
  });

  test("sends structures, numbers and booleans, and is answered by nothing", async () => {
    await autoScaling().send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: "shop",
        MinSize: 1,
        MaxSize: 12,
        LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "$Latest" },
        Tags: Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, PropagateAtLaunch: index > 0 })),
      }),
    );
    expect(calls[0]?.[1]).toMatchObject({
      MinSize: "1",
      MaxSize: "12",
      LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "$Latest" },
    });
    const tags = (calls[0]?.[1].Tags ?? []) as { Key: string; PropagateAtLaunch: boolean }[];
    expect(tags.map(({ Key }) => Key)).toEqual(Array.from({ length: 11 }, (_, index) => `k${index}`));
    expect(tags.map(({ PropagateAtLaunch }) => PropagateAtLaunch)).toEqual([false, ...Array(10).fill(true)]);
  });

  test("meets AWS's own errors", async () => {
    const standby = { AutoScalingGroupName: "shop", ShouldDecrementDesiredCapacity: true };
    await expect(autoScaling().send(new EnterStandbyCommand(standby))).rejects.toMatchObject({
      name: "ValidationError",
      message: "AutoScalingGroup shop has min-size=1 & more",
    });
  });

  test("reads targets of Elastic Load Balancing", async () => {
    const answer = await new ElasticLoadBalancingV2Client(client()).send(
      new DescribeTargetHealthCommand({ TargetGroupArn: "arn", Targets: [{ Id: "i-1" }] }),
    );
    expect(answer.TargetHealthDescriptions).toEqual([
      { Target: { Id: "i-1", Port: 80 }, TargetHealth: { State: "healthy" } },
    ]);
    expect(calls[0]?.[1]).toEqual({ TargetGroupArn: "arn", Targets: [{ Id: "i-1" }] });
  });

  test("speaks EC2's variant", async () => {
    const { Reservations: reservations } = await ec2().send(
      new DescribeInstancesCommand({
        InstanceIds: ["i-1"],
        Filters: [{ Name: "instance-state-name", Values: ["running", "pending"] }],
      }),
    );
    expect(reservations).toMatchObject([
      {
        ReservationId: "r-1",
        Instances: [
          {
            InstanceId: "i-1",
            State: { Code: 16, Name: "running" },
            Placement: { AvailabilityZone: "eu-central-1a" },
            LaunchTime: STARTED,
            Tags: [{ Key: "k", Value: "v" }],
          },
        ],
      },
    ]);
    expect(calls[0]?.[1]).toEqual({
      InstanceIds: ["i-1"],
      Filters: [{ Name: "instance-state-name", Values: ["running", "pending"] }],
    });
  });

  test("reads versions of a launch template", async () => {
    const versions = new DescribeLaunchTemplateVersionsCommand({
      LaunchTemplateId: "lt-1",
      Versions: ["$Latest"],
    });
    const answer = await ec2().send(versions);
    expect(answer.LaunchTemplateVersions).toMatchObject([
      {
        VersionNumber: 3,
        DefaultVersion: true,
        LaunchTemplateData: { ImageId: "ami-1", SecurityGroupIds: ["sg-1"] },
      },
    ]);
    expect(calls[0]?.[1]).toEqual({ LaunchTemplateId: "lt-1", Versions: ["$Latest"] });
  });

  test("is told what is not answered", async () => {
    const { DeleteAutoScalingGroupCommand } = await import("@aws-sdk/client-auto-scaling");
    const request = new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: "shop" });
    await expect(autoScaling().send(request)).rejects.toMatchObject({
      name: "InvalidAction",
      message: "autoscaling.DeleteAutoScalingGroup is not answered in a rehearsal",
    });
    expect(unanswered).toEqual(["autoscaling.DeleteAutoScalingGroup"]);
  });
});

describe("a request", () => {
  const ask = (body: string, authorization = "") =>
    answerQuery(actions, authorization, body, (name) => unanswered.push(name));

  test("without a signature is told by its version", async () => {
    expect((await ask("Action=DescribeTargetHealth&Version=2015-12-01")).status).toBe(200);
    expect(calls).toEqual([["elasticloadbalancing.DescribeTargetHealth", {}]]);
  });

  test("of an unknown service is refused", async () => {
    const { status, body } = await ask("Action=Publish&Version=2010-03-31");
    expect(status).toBe(400);
    expect(body).toMatch(/^<ErrorResponse><Error><Type>Sender<\/Type><Code>InvalidAction<\/Code>/);
    expect(unanswered).toEqual(["unknown.Publish"]);
  });

  test("whose action has a mistake fails as a service does", async () => {
    const { status, body } = await ask("Action=ExitStandby&Version=2011-01-01");
    expect(status).toBe(500);
    expect(body).toMatch(
      "<Code>InternalFailure</Code><Message>autoscaling.ExitStandby failed in the rehearsal: a mistake",
    );
  });

  test("to EC2 is refused in EC2's form", async () => {
    const { body } = await ask("Action=DescribeImages&Version=2016-11-15");
    expect(body).toMatch(/^<Response><Errors><Error><Code>InvalidAMIID\.NotFound<\/Code>/);
  });

  test("may have a map, and an empty list", async () => {
    await ask(
      "Action=DescribeTargetHealth&Version=2015-12-01&Attributes.entry.1.key=a&Attributes.entry.1.value=b&Targets=",
    );
    expect(calls[0]?.[1]).toEqual({ Attributes: { a: "b" }, Targets: "" });
  });

  test("cannot reach what every object has", async () => {
    await ask("Action=DescribeTargetHealth&Version=2015-12-01&__proto__.polluted=true");
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((await ask("Action=toString&Version=2015-12-01")).status).toBe(400);
  });
});

test("a map of the API is written as entries", async () => {
  const withMap: Actions = { "autoscaling.DescribeTags": () => ({ Map: new Map([["a", "<b>"]]) }) };
  const { body } = await answerQuery(withMap, "", "Action=DescribeTags&Version=2011-01-01", () => undefined);
  expect(body).toMatch("<Map><entry><key>a</key><value>&lt;b&gt;</value></entry></Map>");
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribePoliciesCommand,
} from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateLaunchTemplateCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { unzipSync } from "fflate";
import { bundleLambda } from "../../../lambda/bundle";
import type { handler } from "../../../lambda/fleet-keeper";
import type { Fleet } from "../../../lambda/fleet-keeper/settings";
import { findProgram } from "../../../rehearsal/tasks/find-program";
import { REGION } from "../../app-sample/ec2-rolling/metadata-service";
import { Moto } from "../../app-sample/ec2-rolling/moto";
import { EVENTS, OURS, SCALED } from "./call";

const program = findProgram("moto_server", process.env);

/** The zip that would be deployed, as Lambda would load it. */
function loadBundle(): { keeper: typeof handler; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "fleet-keeper-"));
  const zip = unzipSync(readFileSync(bundleLambda("fleet-keeper")));
  writeFileSync(join(folder, "index.js"), zip["index.js"] ?? "");
  return {
    keeper: require(join(folder, "index.js")).handler,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function suite(): void {
  let moto: Moto;
  let bundle: ReturnType<typeof loadBundle>;
  let ec2: EC2Client;
  let cloudWatch: CloudWatchClient;
  let image: string | undefined;
  let fleet: Fleet;
  const outer = { ...process.env };

  beforeAll(async () => {
    moto = await Moto.start(program ?? "");
    Object.assign(process.env, moto.environment, { AWS_REGION: REGION });
    bundle = loadBundle();
    [ec2, cloudWatch] = [new EC2Client(), new CloudWatchClient()];
    image = (await ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] }))).Images?.[0]?.ImageId;
  });

  afterAll(async () => {
    for (const client of [ec2, cloudWatch]) client?.destroy();
    bundle?.remove();
    process.env = outer;
    await moto?.stop();
  });

  beforeEach(async () => {
    jest.spyOn(console, "log").mockImplementation();
    await moto.reset();
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand());
    const template = await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: "shop",
        LaunchTemplateData: { ImageId: image, InstanceType: "t3.micro" },
      }),
    );
    fleet = {
      ...SCALED,
      launchTemplateId: template.LaunchTemplate?.LaunchTemplateId ?? "",
      subnetIds: Subnets.slice(0, 2).map(({ SubnetId = "" }) => SubnetId),
      targetGroupArns: [await moto.createTargetGroup("shop")],
    };
  });

  const call = (event: unknown, settings: Fleet = fleet) => {
    process.env.FLEET = JSON.stringify(settings);
    const endsAt = Date.now() + 60_000;
    return bundle.keeper(event, { getRemainingTimeInMillis: () => endsAt - Date.now() });
  };

  const groups = async (): Promise<AutoScalingGroup[]> =>
    (await moto.autoScaling.send(new DescribeAutoScalingGroupsCommand())).AutoScalingGroups ?? [];

  /** A group as CodeDeploy's copies are, or as somebody else's. */
  const addGroup = (name: string, tags: Readonly<Record<string, string>>) =>
    moto.autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        LaunchTemplate: { LaunchTemplateId: fleet.launchTemplateId, Version: "$Latest" },
        MinSize: 1,
        MaxSize: 4,
        DesiredCapacity: 3,
        VPCZoneIdentifier: fleet.subnetIds.join(","),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true })),
      }),
    );

  /** Moto answers with what it was told: it is told in the form of the answer, which the SDK would not send. */
  const releaseTo = async (name: string) => {
    for (const [action, input] of Object.entries({
      CreateApplication: { applicationName: "shop", computePlatform: "Server" },
      CreateDeploymentGroup: {
        applicationName: "shop",
        deploymentGroupName: "shop",
        serviceRoleArn: "arn:aws:iam::123456789012:role/shop-deploy",
        autoScalingGroups: [{ name }],
      },
    })) {
      const { ok } = await fetch(moto.url, {
        method: "POST",
        headers: {
          "Content-Type": "application/x-amz-json-1.1",
          "X-Amz-Target": `CodeDeploy_20141006.${action}`,
          Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/codedeploy/aws4_request`,
        },
        body: JSON.stringify(input),
      });
      expect({ action, ok }).toEqual({ action, ok: true });
    }
  };

  const running = async () => {
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({
        Filters: [
          { Name: "tag:bluegreen:fleet", Values: ["shop"] },
          { Name: "instance-state-name", Values: ["running"] },
        ],
      }),
    );
    return Reservations.flatMap(({ Instances = [] }) => Instances);
  };

  test("can make a fleet: tagged instances, target group, policies and alarms", async () => {
    await expect(call(EVENTS.create)).resolves.toEqual({ group: "shop-first" });

    expect(await groups()).toEqual([
      expect.objectContaining({
        AutoScalingGroupName: "shop-first",
        MinSize: 1,
        MaxSize: 4,
        DesiredCapacity: 2,
        HealthCheckType: "ELB",
        HealthCheckGracePeriod: 300,
        TargetGroupARNs: [...fleet.targetGroupArns],
        VPCZoneIdentifier: fleet.subnetIds.join(","),
      }),
    ]);
    expect(await running()).toHaveLength(2);
    const { ScalingPolicies } = await moto.autoScaling.send(
      new DescribePoliciesCommand({ AutoScalingGroupName: "shop-first" }),
    );
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand());
    expect(MetricAlarms?.map(({ AlarmName, AlarmActions }) => [AlarmName, AlarmActions])).toEqual(
      ScalingPolicies?.map(({ PolicyARN }, index) => [["shop-cpu-high", "shop-cpu-low"][index], [PolicyARN]]),
    );
  });

  test("can be asked to make it again, and takes over what is there", async () => {
    await call(EVENTS.create);
    await expect(call(EVENTS.create)).resolves.toEqual({ group: "shop-first" });
    expect(await running()).toHaveLength(2);
  });

  test("can change the copy that the deployment group deploys to, and keeps its size", async () => {
    await addGroup("CodeDeploy_shop_d-failed", OURS);
    await addGroup("CodeDeploy_shop_d-1", OURS);
    await releaseTo("CodeDeploy_shop_d-1");

    const changed = { ...fleet, sizes: { min: 2, desired: 2, max: 6 }, tags: { team: "web" } };
    await expect(call(EVENTS.update, changed)).resolves.toEqual({ group: "CodeDeploy_shop_d-1" });
    const [failed, live] = await groups();
    expect(live).toMatchObject({ MinSize: 2, MaxSize: 6, DesiredCapacity: 3 });
    expect(live?.Tags?.map(({ Key }) => Key).sort()).toEqual(["Name", "bluegreen:fleet", "team"]);
    expect(failed).toMatchObject({ MinSize: 1, MaxSize: 4 });
  });

  test("can remove what failed deployments left, after one that succeeded", async () => {
    await addGroup("CodeDeploy_shop_d-failed", OURS);
    await addGroup("CodeDeploy_shop_d-1", OURS);
    await releaseTo("CodeDeploy_shop_d-1");

    await expect(call(EVENTS.success)).resolves.toEqual({ group: "CodeDeploy_shop_d-1" });
    expect((await groups()).map(({ AutoScalingGroupName }) => AutoScalingGroupName)).toEqual([
      "CodeDeploy_shop_d-1",
    ]);
  });

  test("can remove all of the fleet, twice, and nothing of anyone else's", async () => {
    await call(EVENTS.create);
    await addGroup("CodeDeploy_shop_d-failed", OURS);
    await addGroup("somebody-else", { "bluegreen:fleet": "shop2" });

    await expect(call(EVENTS.delete)).resolves.toEqual({});
    await expect(call(EVENTS.delete)).resolves.toEqual({});
    expect((await groups()).map(({ AutoScalingGroupName }) => AutoScalingGroupName)).toEqual([
      "somebody-else",
    ]);
    expect(await running()).toEqual([]);
    expect((await cloudWatch.send(new DescribeAlarmsCommand())).MetricAlarms).toEqual([]);
  });
}

if (program) describe("the deployed bundle, against moto", suite);
else test("left out: moto_server is not on the PATH", () => expect(program).toBeUndefined());

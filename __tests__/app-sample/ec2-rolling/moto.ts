import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  DescribeImagesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { REGION } from "./metadata-service";

export const GROUP = "shop-roll";

/** What a group says, less what no script touches. */
export interface GroupView {
  readonly min: number;
  readonly desired: number;
  /** Names of processes, sorted. */
  readonly suspended: readonly string[];
  /** Tags that begin with `bluegreen:`, less that. */
  readonly notes: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, string>>;
}

export interface GroupProps {
  readonly size: number;
  readonly min: number;
}

/** An account of AWS as moto plays it. */
export class Moto {
  readonly autoScaling: AutoScalingClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  private readonly ec2: EC2Client;
  /** Those that it begins with are there after a reset, too; to list them takes seconds. */
  private image?: string;

  private constructor(
    private readonly server: ChildProcess,
    readonly url: string,
  ) {
    const settings = {
      region: REGION,
      endpoint: url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    this.autoScaling = new AutoScalingClient(settings);
    this.loadBalancing = new ElasticLoadBalancingV2Client(settings);
    this.ec2 = new EC2Client(settings);
  }

  /** @throws Error where it does not come up within a minute */
  static async start(program: string): Promise<Moto> {
    const port = await freePort();
    const server = spawn(program, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
    const url = `http://127.0.0.1:${port}`;
    const until = Date.now() + 60_000;
    while (!(await answers(`${url}/moto-api/data.json`))) {
      if (server.exitCode !== null || Date.now() > until) throw new Error(`${program} does not come up`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return new Moto(server, url);
  }

  /** What the CLI needs to reach it. */
  get environment(): Readonly<Record<string, string>> {
    return { AWS_ENDPOINT_URL: this.url, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  }

  async reset(): Promise<void> {
    await fetch(`${this.url}/moto-api/reset`, { method: "POST" });
  }

  /** A group of instances with a target group, as the stack makes it. @returns ids of its instances, and the target group */
  async createGroup({ size, min }: GroupProps): Promise<{ ids: string[]; targetGroup: string }> {
    const { Subnets } = await this.ec2.send(new DescribeSubnetsCommand());
    const targetGroup = await this.createTargetGroup(GROUP);
    await this.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: GROUP,
        LaunchTemplateData: { ImageId: await this.imageId(), InstanceType: "t3.micro" },
      }),
    );
    await this.autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: GROUP,
        LaunchTemplate: { LaunchTemplateName: GROUP, Version: "1" },
        MinSize: min,
        MaxSize: size + 3,
        DesiredCapacity: size,
        VPCZoneIdentifier: Subnets?.map(({ SubnetId }) => SubnetId).join(","),
        TargetGroupARNs: [targetGroup],
        Tags: [{ Key: "bluegreen:fleet", Value: GROUP, PropagateAtLaunch: true }],
      }),
    );
    return { ids: Object.keys((await this.group()).states), targetGroup };
  }

  async createTargetGroup(name: string): Promise<string> {
    const { Vpcs } = await this.ec2.send(new DescribeVpcsCommand());
    const { TargetGroups } = await this.loadBalancing.send(
      new CreateTargetGroupCommand({ Name: name, Protocol: "HTTP", Port: 80, VpcId: Vpcs?.[0]?.VpcId }),
    );
    return TargetGroups?.[0]?.TargetGroupArn ?? "";
  }

  /** A subnet whose VPC gives names to what is in it, as tasks on Fargate need it. @returns its id */
  async subnetWithNames(): Promise<string> {
    const [subnet] = (await this.ec2.send(new DescribeSubnetsCommand())).Subnets ?? [];
    const EnableDnsHostnames = { Value: true };
    await this.ec2.send(new ModifyVpcAttributeCommand({ VpcId: subnet?.VpcId, EnableDnsHostnames }));
    return subnet?.SubnetId ?? "";
  }

  /** An instance that is in no group. @returns its id */
  async runInstance(): Promise<string> {
    const { Instances } = await this.ec2.send(
      new RunInstancesCommand({ ImageId: await this.imageId(), MinCount: 1, MaxCount: 1 }),
    );
    return Instances?.[0]?.InstanceId ?? "";
  }

  async group(): Promise<GroupView> {
    const { AutoScalingGroups } = await this.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [GROUP] }),
    );
    const [group] = AutoScalingGroups ?? [];
    if (!group) throw new Error(`${GROUP} is not there`);
    const tags = (group.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value] as const);
    return {
      min: group.MinSize ?? -1,
      desired: group.DesiredCapacity ?? -1,
      suspended: (group.SuspendedProcesses ?? []).map(({ ProcessName = "" }) => ProcessName).sort(),
      notes: Object.fromEntries(
        tags
          .filter(([key]) => key.startsWith("bluegreen:") && key !== "bluegreen:fleet")
          .map(([key, value]) => [key.slice("bluegreen:".length), value]),
      ),
      states: Object.fromEntries(
        (group.Instances ?? []).map(({ InstanceId, LifecycleState }) => [InstanceId, LifecycleState ?? ""]),
      ),
    };
  }

  async stop(): Promise<void> {
    for (const client of [this.autoScaling, this.loadBalancing, this.ec2]) client.destroy();
    if (this.server.exitCode !== null) return;
    this.server.kill("SIGKILL");
    await once(this.server, "exit");
  }

  private async imageId(): Promise<string> {
    this.image ??= (
      await this.ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] }))
    ).Images?.[0]?.ImageId;
    return this.image ?? "";
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Instance,
} from "@aws-sdk/client-ec2";
import {
  GetParameterHistoryCommand,
  type ParameterHistory,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";

/** An Auto Scaling group, in the numbers that a person would look at. */
export interface SeenGroup {
  readonly name: string;
  readonly sizes: readonly [min: number, desired: number, max: number];
  readonly suspended: readonly string[];
  /** Lifecycle states of its instances. */
  readonly states: readonly string[];
  readonly instances: readonly string[];
  /** Keys of the tags that a release leaves on it while it is at work. */
  readonly notes: readonly string[];
}

/** Tags by which scripts note what has to be put back. */
const NOTES = /^bluegreen:(min-size|suspended|standby:.*)$/;

/** What AWS says of a rehearsal, asked as anybody with the SDK would ask. */
export class Account {
  private readonly autoScaling: AutoScalingClient;
  private readonly ec2: EC2Client;
  private readonly ssm: SSMClient;

  /** @param endpoint where AWS is answered */
  constructor(endpoint: string) {
    const settings = {
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" },
    };
    this.autoScaling = new AutoScalingClient(settings);
    this.ec2 = new EC2Client(settings);
    this.ssm = new SSMClient(settings);
  }

  public async groups(): Promise<SeenGroup[]> {
    const { AutoScalingGroups = [] } = await this.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    return AutoScalingGroups.map((group) => ({
      name: group.AutoScalingGroupName ?? "",
      sizes: [group.MinSize ?? -1, group.DesiredCapacity ?? -1, group.MaxSize ?? -1],
      suspended: (group.SuspendedProcesses ?? []).map(({ ProcessName = "" }) => ProcessName),
      states: (group.Instances ?? []).map(({ LifecycleState = "" }) => LifecycleState),
      instances: (group.Instances ?? []).map(({ InstanceId = "" }) => InstanceId),
      notes: (group.Tags ?? []).flatMap(({ Key = "" }) => (NOTES.test(Key) ? [Key] : [])),
    }));
  }

  /** Descriptions, newest first. @see https://docs.aws.amazon.com/cli/latest/reference/autoscaling/describe-scaling-activities.html */
  public async activities(group: string): Promise<string[]> {
    const answer = await this.autoScaling.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName: group }),
    );
    return (answer.Activities ?? []).map(({ Description = "" }) => Description);
  }

  /** Instances that are there, whoever launched them. */
  public async instances(): Promise<Instance[]> {
    const { Reservations = [] } = await this.ec2.send(new DescribeInstancesCommand({}));
    return Reservations.flatMap(({ Instances = [] }) => Instances).filter(
      ({ State }) => State?.Name !== "terminated",
    );
  }

  /** Ids of the account's own images that can be launched. */
  public async images(): Promise<string[]> {
    const { Images = [] } = await this.ec2.send(new DescribeImagesCommand({ Owners: ["self"] }));
    return Images.filter(({ State }) => State === "available").map(({ ImageId = "" }) => ImageId);
  }

  /** Every version of a parameter, oldest first. */
  public async history(name: string): Promise<ParameterHistory[]> {
    const { Parameters = [] } = await this.ssm.send(new GetParameterHistoryCommand({ Name: name }));
    return Parameters;
  }

  public async parameter(name: string): Promise<string | undefined> {
    return (await this.history(name)).at(-1)?.Value;
  }

  public async put(name: string, value: string): Promise<void> {
    await this.ssm.send(new PutParameterCommand({ Name: name, Value: value, Overwrite: true }));
  }
}

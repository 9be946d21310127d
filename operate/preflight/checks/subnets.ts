import { DescribeSubnetsCommand, EC2Client, type Subnet } from "@aws-sdk/client-ec2";
import { primaryOf } from "../../../ecs-deploy/service";
import type { Facts } from "../../facts";
import { newTasksOf } from "../demand";
import { copiedGroups, isFleet } from "../fleet";
import type { Check, Finding } from "../model";

/** What a release starts in some subnets: each takes an address. */
interface Newcomers {
  readonly what: "task" | "instance";
  readonly count: number;
  readonly subnets: readonly string[];
  /** Whoever they belong to, as remedies name it. */
  readonly owner: string;
}

/**
 * Each task of its own network interface takes an address of a subnet, and each instance does.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-in-vpc.html
 */
export const freeAddresses: Check = {
  id: "addresses-free",
  title: "subnets have addresses for new tasks and instances",
  applies: (system) => system.service !== undefined || isFleet(system),
  async find({ facts }) {
    const newcomers = isFleet(facts.operator.system) ? await newInstances(facts) : [await newTasks(facts)];
    const found = newcomers.filter(({ subnets }) => subnets.length > 0).map((each) => lookAt(facts, each));
    return (await Promise.all(found)).flat();
  },
};

async function newTasks(facts: Facts): Promise<Newcomers> {
  const service = await facts.service();
  // With CodeDeploy where tasks run stands in the task set.
  const { networkConfiguration } = primaryOf(service.taskSets) ?? service;
  const { subnets = [] } = networkConfiguration?.awsvpcConfiguration ?? {};
  return { what: "task", count: newTasksOf(service), subnets, owner: "the service" };
}

async function newInstances(facts: Facts): Promise<Newcomers[]> {
  return (await copiedGroups(facts)).map(
    ({ DesiredCapacity = 0, VPCZoneIdentifier = "", AutoScalingGroupName }) => ({
      what: "instance",
      count: DesiredCapacity,
      subnets: VPCZoneIdentifier.split(",").filter((subnet) => subnet !== ""),
      owner: `the group ${AutoScalingGroupName}`,
    }),
  );
}

async function lookAt(facts: Facts, { what, count, subnets, owner }: Newcomers): Promise<Finding[]> {
  const { Subnets = [] } = await facts.operator.calls.of(
    "ec2",
    EC2Client,
  )(new DescribeSubnetsCommand({ SubnetIds: [...subnets] }));
  const free = Subnets.reduce((sum, { AvailableIpAddressCount = 0 }) => sum + AvailableIpAddressCount, 0);
  if (free >= count) return Subnets.flatMap((subnet) => fullZone(subnet, what));
  return [
    {
      level: "error",
      message: `${subnets.join(", ")} have ${free} free addresses, and the release starts ${count} ${what}s`,
      remedy: `free some, lower the desired count, or give ${owner} another subnet`,
    },
  ];
}

function fullZone(
  { AvailableIpAddressCount, AvailabilityZone, SubnetId }: Subnet,
  what: Newcomers["what"],
): Finding[] {
  if (AvailableIpAddressCount !== 0) return [];
  return [
    {
      level: "warning",
      message: `${SubnetId} has no free address: no new ${what} starts in ${AvailabilityZone}`,
      remedy: "free some: until then the release has one zone less",
    },
  ];
}

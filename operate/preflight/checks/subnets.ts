import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { primaryOf } from "../../../ecs-deploy/service";
import { newTasksOf } from "../demand";
import type { Check, Finding } from "../model";

/**
 * Each task of its own network interface takes an address of a subnet.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
 */
export const freeAddresses: Check = {
  id: "addresses-free",
  title: "subnets have addresses for new tasks",
  applies: ({ service }) => service !== undefined,
  async find({ facts }) {
    const service = await facts.service();
    // With CodeDeploy where tasks run stands in the task set.
    const { networkConfiguration } = primaryOf(service.taskSets) ?? service;
    const { subnets = [] } = networkConfiguration?.awsvpcConfiguration ?? {};
    if (subnets.length === 0) return [];
    const { Subnets = [] } = await facts.operator.calls.of(
      "ec2",
      EC2Client,
    )(new DescribeSubnetsCommand({ SubnetIds: subnets }));
    const free = Subnets.reduce((sum, { AvailableIpAddressCount = 0 }) => sum + AvailableIpAddressCount, 0);
    const needed = newTasksOf(service);
    if (free < needed) {
      return [
        {
          level: "error",
          message: `${subnets.join(", ")} have ${free} free addresses, and the release starts ${needed} tasks`,
          remedy: "free some, lower the desired count, or give the service another subnet",
        },
      ];
    }
    return Subnets.filter(({ AvailableIpAddressCount }) => AvailableIpAddressCount === 0).map(
      ({ SubnetId, AvailabilityZone }): Finding => ({
        level: "warning",
        message: `${SubnetId} has no free address: no new task starts in ${AvailabilityZone}`,
        remedy: "free some: until then the release has one zone less",
      }),
    );
  },
};

import {
  type ContainerInstance,
  DescribeCapacityProvidersCommand,
  DescribeContainerInstancesCommand,
  ECSClient,
  ListContainerInstancesCommand,
  type Service,
} from "@aws-sdk/client-ecs";
import { allArns } from "../../../aws/pages";
import type { Facts } from "../../facts";
import { nextRevision } from "../../next-revision";
import { newTasksOf } from "../demand";
import type { Check } from "../model";
import { roomOn, sizeOf } from "../room";

/** Instances that one call describes. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html */
const AT_ONCE = 100;

/** Room for new tasks on the cluster's instances. What ECS adds by itself counts as room that comes later. */
export const instanceRoom: Check = {
  id: "instances-have-room",
  title: "instances have room for new tasks",
  applies: ({ service }) => service !== undefined,
  async find({ facts, release }) {
    const service = await facts.service();
    const { definition } = await nextRevision(facts, release.image);
    if (!definition.requiresCompatibilities?.includes("EC2")) return [];
    const needed = newTasksOf(service);
    const size = sizeOf(definition);
    const instances = await instancesOf(facts);
    const room = instances.reduce((sum, instance) => sum + roomOn(instance, size), 0);
    if (room >= needed) return [];
    const grows = await growsByItself(facts, service);
    const ports = size.ports.length > 0 ? `, port ${size.ports.join(" and ")}` : "";
    return [
      {
        level: grows ? "warning" : "error",
        message: `${instances.length} instances have room for ${room} more tasks of ${size.cpu} CPU units and ${size.memory} MiB${ports}, and the release needs ${needed}`,
        remedy: grows
          ? "ECS starts instances first, which takes minutes; see that their group may grow so far"
          : "add instances, or let the service end old tasks first by its minimum healthy percent",
      },
    ];
  },
};

async function instancesOf({ operator }: Facts): Promise<ContainerInstance[]> {
  const ecs = operator.calls.of("ecs", ECSClient);
  const cluster = operator.system.service?.cluster;
  const arns = await allArns(
    (nextToken) => ecs(new ListContainerInstancesCommand({ cluster, nextToken })),
    ({ containerInstanceArns }) => containerInstanceArns,
  );
  const found: ContainerInstance[] = [];
  for (let at = 0; at < arns.length; at += AT_ONCE) {
    const containerInstances = arns.slice(at, at + AT_ONCE);
    const answer = await ecs(new DescribeContainerInstancesCommand({ cluster, containerInstances }));
    found.push(...(answer.containerInstances ?? []));
  }
  return found;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-scaling-behavior.html */
async function growsByItself(
  { operator }: Facts,
  { capacityProviderStrategy = [] }: Service,
): Promise<boolean> {
  const names = capacityProviderStrategy.flatMap(({ capacityProvider }) => capacityProvider ?? []);
  if (names.length === 0) return false;
  const { capacityProviders = [] } = await operator.calls.of(
    "ecs",
    ECSClient,
  )(new DescribeCapacityProvidersCommand({ capacityProviders: names }));
  return capacityProviders.some(
    ({ autoScalingGroupProvider }) => autoScalingGroupProvider?.managedScaling?.status === "ENABLED",
  );
}

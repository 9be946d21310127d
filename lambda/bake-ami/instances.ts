import { type Instance, paginateDescribeInstances, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { bakeOf, type CleanUp, ownedBy } from "./leftovers";

/** States of an instance that can still be ended. */
const ALIVE = ["pending", "running", "stopping", "stopped"];

/** States of an instance that holds on to its image. */
export const USING_IMAGE = [...ALIVE, "shutting-down"];

/** Ends builders and checkers of bakes that are over; the bakes themselves have ended theirs, but for those that were killed. */
export async function removeInstances({ ec2, system, running }: CleanUp): Promise<string[]> {
  const pages = paginateDescribeInstances(
    { client: ec2 },
    { Filters: [ownedBy(system), { Name: "instance-state-name", Values: ALIVE }] },
  );
  const found: Instance[] = [];
  for await (const { Reservations = [] } of pages) {
    found.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
  }
  if (found.length === 0) return [];
  const bakes = await running();
  const left = found.filter((instance) => !bakes.has(bakeOf(instance)));
  const ids = left.flatMap(({ InstanceId = [] }) => InstanceId);
  if (ids.length > 0) await ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
  return ids;
}

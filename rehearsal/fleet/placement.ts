import type { Member } from "./model";

type Placed = Pick<Member, "zone" | "launchedAt" | "state">;

/**
 * The zone of the next instance: the one with the fewest, so that they are launched into all zones in turn.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#arch-AutoScalingMultiAZ
 */
export function nextZone(zones: readonly string[], members: readonly Placed[]): string {
  const [first = "", ...others] = zones;
  return others.reduce((best, zone) => (inZone(zone, members) < inZone(best, members) ? zone : best), first);
}

/**
 * The instances that go as a group grows smaller: of the zone with the most, the oldest.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html#default-termination-policy
 */
export function selectedForTermination<Some extends Placed>(members: readonly Some[], count: number): Some[] {
  const left = [...members];
  const selected: Some[] = [];
  while (selected.length < count) {
    const [victim] = left.toSorted(
      (one, other) => inZone(other.zone, left) - inZone(one.zone, left) || one.launchedAt - other.launchedAt,
    );
    if (!victim) break;
    selected.push(victim);
    left.splice(left.indexOf(victim), 1);
  }
  return selected;
}

function inZone(zone: string, members: readonly Placed[]): number {
  return members.filter((member) => member.zone === zone).length;
}

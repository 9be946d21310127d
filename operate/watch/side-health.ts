import type { Role } from "../../deployment-view/events";
import type { DeploymentPart } from "../../deployment-view/view";
import type { DeploymentState, Side } from "../read/model";
import type { Look } from "./look";

/**
 * Healthy tasks of each side of a deployment. Blue and green have a target group each. Both sides of a rolling update are in
 * one, where a load balancer does not say which deployment a target is of: what was healthy stays so as long as it runs, and
 * what has become healthy is of the side that is brought up, which is the original once a release is taken back.
 *
 * @param told what was told of each side when it was looked at last
 */
export function healthyOf(
  { sides, rollback }: Pick<DeploymentState, "sides" | "rollback">,
  { targets }: Pick<Look, "targets">,
  told: DeploymentPart["tasks"],
): ReadonlyMap<Role, number> {
  const coming: Role = rollback ? "original" : "replacement";
  // The side that goes away is the first to lose some.
  const inOrder = [...sides].sort(
    (one, other) => Number(other.role === coming) - Number(one.role === coming),
  );
  const left = new Map(targets.map(({ targetGroup, healthy }) => [targetGroup, healthy]));
  const found = new Map<Role, number>();
  const take = ({ role, targetGroup, running }: Side, most: number) => {
    const has = found.get(role) ?? 0;
    // What is behind no load balancer is as well as it runs.
    const free = targetGroup === undefined ? running : (left.get(targetGroup) ?? 0);
    const more = Math.min(most, running - has, free);
    found.set(role, has + more);
    if (targetGroup !== undefined) left.set(targetGroup, free - more);
  };
  for (const side of inOrder) {
    const unseen = side.role === coming ? 0 : side.running;
    take(side, told[side.role]?.healthy ?? unseen);
  }
  for (const side of inOrder) take(side, side.running);
  return found;
}

import { targetHealth } from "../../read/targets";
import type { Check, Finding } from "../model";

/** Whether the load balancer finds what users are sent to well. The colour that waits has no target at all. */
export const healthyTargets: Check = {
  id: "targets-healthy",
  title: "targets are healthy",
  isInFlux: true,
  applies: ({ targetGroups }) => targetGroups.length > 0,
  async find({ facts }) {
    const groups = await targetHealth(facts.operator);
    const unhealthy = groups
      .filter((group) => group.unhealthy > 0)
      .map(
        ({ targetGroup, unhealthy: count, reason }): Finding => ({
          level: "error",
          message: `${targetGroup} has ${count} unhealthy targets${reason ? `: ${reason}` : ""}`,
          remedy: "mend what runs first: the alarms of a release would tell of it, whatever is released",
        }),
      );
    if (unhealthy.length > 0 || groups.some(({ healthy }) => healthy > 0)) return unhealthy;
    return [
      {
        level: "warning",
        message: `no target is healthy in ${groups.map(({ targetGroup }) => targetGroup).join(", ")}`,
        remedy: "look at whether anything is to run: users get no answer",
      },
    ];
  },
};

import type { Facts } from "../facts";
import { type QuotaName, quotaOf, usedOf } from "../quotas";
import { type Finding, NotChecked } from "./model";

/**
 * Whether a quota of vCPUs holds what a release takes beside what is used.
 *
 * @param vcpus what the release takes
 * @param takers what takes it, such as `2 tasks`
 * @throws NotChecked where the region has no such quota
 */
export async function roomIn(
  { operator }: Facts,
  name: QuotaName,
  vcpus: number,
  takers: string,
): Promise<Finding[]> {
  const { calls, clock } = operator;
  const quota = await quotaOf(calls, name);
  if (quota?.Value === undefined) {
    throw new NotChecked(
      `Service Quotas does not know the quota ${name.code} of ${name.service} in this region`,
    );
  }
  const used = await usedOf(calls, quota, clock.now());
  if (used + vcpus <= quota.Value) return [];
  return [
    {
      level: "error",
      message: `${quota.QuotaName} is ${quota.Value}, of which ${used} are used, and the release takes ${vcpus} more for ${takers}`,
      remedy: `ask for more: aws service-quotas request-service-quota-increase --service-code ${quota.ServiceCode} --quota-code ${quota.QuotaCode} --desired-value ${Math.ceil(used + vcpus)}`,
    },
  ];
}

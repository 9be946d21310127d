import type { CapacityProviderStrategyItem } from "@aws-sdk/client-ecs";
import { primaryOf } from "../../../ecs-deploy/service";
import { nextRevision } from "../../next-revision";
import { FARGATE_SPOT_VCPUS, FARGATE_VCPUS, type QuotaName, quotaOf, usedOf } from "../../quotas";
import { newTasksOf } from "../demand";
import { type Check, type Finding, NotChecked, type Subject } from "../model";

/** CPU units of a vCPU. */
const UNITS = 1024;

const QUOTAS: Readonly<Record<string, QuotaName>> = {
  FARGATE: FARGATE_VCPUS,
  FARGATE_SPOT: FARGATE_SPOT_VCPUS,
};

/**
 * What runs on Fargate counts against quotas of the account and region, one for each kind of capacity.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
 */
export const fargateRoom: Check = {
  id: "fargate-quota",
  title: "the quota of Fargate has room for new tasks",
  applies: ({ service }) => service !== undefined,
  async find(subject) {
    const { facts, release } = subject;
    const service = await facts.service();
    const { capacityProviderStrategy = [], launchType } = primaryOf(service.taskSets) ?? service;
    const needed = newTasksOf(service);
    const shares = launchType === "FARGATE" ? { FARGATE: needed } : shared(capacityProviderStrategy, needed);
    const counted = Object.entries(shares).filter(([provider, tasks]) => provider in QUOTAS && tasks > 0);
    if (counted.length === 0) return [];
    const { definition } = await nextRevision(facts, release.image);
    const vcpus = Number(definition.cpu ?? 0) / UNITS;
    const found = await Promise.all(
      counted.map(([provider, tasks]) => lookAt(subject, provider, tasks, vcpus)),
    );
    return found.flat();
  },
};

async function lookAt({ facts }: Subject, provider: string, tasks: number, each: number): Promise<Finding[]> {
  const { calls, clock } = facts.operator;
  const quota = await quotaOf(calls, QUOTAS[provider] ?? FARGATE_VCPUS);
  if (quota?.Value === undefined) {
    throw new NotChecked("Service Quotas does not know the quota of Fargate in this region");
  }
  const used = await usedOf(calls, quota, clock.now());
  const vcpus = tasks * each;
  if (used + vcpus <= quota.Value) return [];
  return [
    {
      level: "error",
      message: `${quota.QuotaName} is ${quota.Value}, of which ${used} are used, and the release takes ${vcpus} more for ${tasks} tasks`,
      remedy: `ask for more: aws service-quotas request-service-quota-increase --service-code ${quota.ServiceCode} --quota-code ${quota.QuotaCode} --desired-value ${Math.ceil(used + vcpus)}`,
    },
  ];
}

/**
 * Tasks by capacity provider: the base first, the rest by weight, rounded up.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
 */
function shared(
  strategy: readonly CapacityProviderStrategyItem[],
  tasks: number,
): Readonly<Record<string, number>> {
  const weights = strategy.reduce((sum, { weight = 0 }) => sum + weight, 0);
  const bases = strategy.reduce((sum, { base = 0 }) => sum + base, 0);
  const rest = Math.max(0, tasks - bases);
  return Object.fromEntries(
    strategy.map(({ capacityProvider = "", base = 0, weight = 0 }) => [
      capacityProvider,
      Math.min(tasks, base + (weights === 0 ? 0 : Math.ceil((rest * weight) / weights))),
    ]),
  );
}

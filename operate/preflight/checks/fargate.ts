import type { CapacityProviderStrategyItem } from "@aws-sdk/client-ecs";
import { primaryOf } from "../../../ecs-deploy/service";
import { nextRevision } from "../../next-revision";
import { FARGATE_SPOT_VCPUS, FARGATE_VCPUS, type QuotaName } from "../../quotas";
import { newTasksOf } from "../demand";
import type { Check } from "../model";
import { roomIn } from "../quota-room";

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
  async find({ facts, release }) {
    const service = await facts.service();
    const { capacityProviderStrategy = [], launchType } = primaryOf(service.taskSets) ?? service;
    const needed = newTasksOf(service);
    const shares = launchType === "FARGATE" ? { FARGATE: needed } : shared(capacityProviderStrategy, needed);
    const counted = Object.entries(shares).filter(([provider, tasks]) => provider in QUOTAS && tasks > 0);
    if (counted.length === 0) return [];
    const { definition } = await nextRevision(facts, release.image);
    const vcpus = Number(definition.cpu ?? 0) / UNITS;
    const found = await Promise.all(
      counted.map(([provider, tasks]) =>
        roomIn(facts, QUOTAS[provider] ?? FARGATE_VCPUS, tasks * vcpus, `${tasks} tasks`),
      ),
    );
    return found.flat();
  },
};

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

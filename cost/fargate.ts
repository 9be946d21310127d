import type { Block } from "../modules/policy/block";
import { NotPriced } from "./not-priced";
import type { Charge } from "./prices";
import type { StackJson } from "./stack-json";

/**
 * What the tasks of a service cost while they run: on Fargate. On instances of the cluster's own it is those that cost.
 *
 * @throws NotPriced where the stack does not tell the size or the number of the tasks
 */
export function taskCharges(service: Block, stack: StackJson): Charge[] {
  const definition = stack.named("aws_ecs_task_definition", service.text("task_definition"), "arn");
  if (!definition) throw new NotPriced("its task definition is not in this stack");
  const places = definition.list("requires_compatibilities");
  if (!places.includes("FARGATE")) {
    if (places.includes("EC2")) return [];
    throw new NotPriced("its task definition does not say where it runs");
  }
  const tasks = amount(service, "desired_count");
  const vcpus = amount(definition, "cpu") / 1024;
  const gigabytes = amount(definition, "memory") / 1024;
  const processor = definition.block("runtime_platform").text("cpu_architecture") === "ARM64" ? "Arm" : "X86";

  const spot = spotTasks(service, tasks);
  const running = [
    { kind: "", tasks: tasks - spot },
    { kind: "Spot", tasks: spot },
  ] as const;
  const charges: Charge[] = running
    .filter((share) => share.tasks > 0)
    .flatMap((share) => [
      { price: `fargate${processor}${share.kind}VcpuHour`, count: share.tasks * vcpus },
      { price: `fargate${processor}${share.kind}GbHour`, count: share.tasks * gigabytes },
    ]);
  const arePublic = service.block("network_configuration").flag("assign_public_ip");
  return arePublic ? [...charges, { price: "publicIpv4Hour", count: tasks }] : charges;
}

/** How many tasks ECS puts on Spot: first every base is filled, then the weights share the rest. */
function spotTasks(service: Block, tasks: number): number {
  const strategy = service.blocks("capacity_provider_strategy");
  const spot = strategy.filter((share) => share.text("capacity_provider") === "FARGATE_SPOT");
  if (spot.length === 0) return 0;
  const rest = Math.max(0, tasks - sum(strategy, "base"));
  return Math.min(tasks, sum(spot, "base")) + (rest * sum(spot, "weight")) / (sum(strategy, "weight") || 1);
}

function sum(shares: readonly Block[], key: "base" | "weight"): number {
  return shares.reduce((total, share) => total + (share.number(key) ?? 0), 0);
}

function amount(block: Block, name: string): number {
  const number = block.number(name);
  if (number === undefined) {
    throw new NotPriced(`${name} is ${block.text(name) ?? "not set"}, and only AWS or Terraform can tell it`);
  }
  return number;
}

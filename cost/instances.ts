import type { Block } from "../modules/policy/block";
import { readJson } from "../modules/policy/json";
import { NotPriced } from "./not-priced";
import { type Charge, PRICES, type PriceName } from "./prices";
import type { StackJson } from "./stack-json";

/**
 * What the instances cost that are launched from a template: by a group of the stack's own, or by the keeper of a fleet,
 * whose group no stack can list.
 *
 * @throws NotPriced where the stack does not tell, or no price is known
 */
export function instanceCharges(template: Block, stack: StackJson): Charge[] {
  const count = launchedFrom(template, stack);
  if (count === 0) return [];
  const volumes = template.blocks("block_device_mappings").map((mapping) => mapping.block("ebs"));
  const gigabytes = volumes.reduce((sum, volume) => sum + (volume.number("volume_size") ?? 0), 0);
  const arePublic = template
    .blocks("network_interfaces")
    .some((networkInterface) => networkInterface.flag("associate_public_ip_address"));
  return [
    { price: instanceHour(template.text("instance_type")), count },
    { price: "gp3GbMonth", count: count * gigabytes },
    ...(arePublic ? [{ price: "publicIpv4Hour", count } as const] : []),
  ];
}

function launchedFrom(template: Block, stack: StackJson): number {
  const isOf = (id: string | undefined) => stack.named("aws_launch_template", id, "id") === template;
  const own = stack
    .ofType("aws_autoscaling_group")
    .filter((group) => isOf(group.block("launch_template").text("id")))
    .map((group) => group.number("desired_capacity") ?? group.number("min_size"));
  const kept = stack
    .ofType("aws_lambda_invocation")
    .map((invocation) => readJson(invocation.text("input") ?? ""))
    .filter((input) => input !== undefined)
    .filter((input) => isOf(input.text("launchTemplateId")))
    .map((input) => input.block("sizes").number("desired"));
  return [...own, ...kept].reduce((sum: number, count = 0) => sum + count, 0);
}

/** Prices are named after the type: `ec2T3MicroHour` for `t3.micro`. */
function instanceHour(type = ""): PriceName {
  const words = type.split(".").map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const name = `ec2${words.join("")}Hour`;
  if (!(name in PRICES)) throw new NotPriced(`no price is known for instances of type ${type}`);
  return name as PriceName;
}

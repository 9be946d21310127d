import { isDeepStrictEqual } from "node:util";
import { isPlainObject } from "../../config/plain-object";
import { mocksFor } from "./mocks";
import { type Block, type Resource, resources, type TerraformJson } from "./terraform-json";
import type { TestFile } from "./test-file";

type Value = unknown;

const swapColours = (value: Value): Value =>
  mapTexts(value, (text) =>
    text.replace(/_(blue|green)\b/g, (_, colour) => (colour === "blue" ? "_green" : "_blue")),
  );

/** What the function behind a release to a file system writes, by the last word of the parameter's name. */
const WRITTEN: Readonly<Record<string, string>> = {
  color: "green",
  revisions: '{"shop-efs/Build/1":"green"}',
};

const lastWord = (name: Value) => String(name).split("/").at(-1) ?? "";

/** What a release, autoscaling or an operator leaves an attribute at, whatever Terraform declared. */
const MOVES: Readonly<
  Record<string, Readonly<Record<string, (declared: Value, attributes: Resource["attributes"]) => Value>>>
> = {
  aws_ecs_service: {
    task_definition: () => "arn:aws:ecs:us-east-1:123456789012:task-definition/shop:7",
    load_balancer: swapColours,
    network_configuration: (network, service) =>
      isRolling(service)
        ? network
        : { ...(network as Block), assign_public_ip: !(network as Block).assign_public_ip },
    desired_count: (count) => Number(count) + 3,
    capacity_provider_strategy: (shares, service) =>
      isRolling(service)
        ? shares
        : (shares as Block[]).map((share) => ({ ...share, weight: Number(share.weight) + 7 })),
  },
  aws_lb_listener: { default_action: swapColours },
  aws_lb_listener_rule: { action: swapColours },
  aws_autoscaling_group: {
    desired_capacity: (count) => (count === undefined ? count : Number(count) + 1),
    // Scripts of a release do, on the instances that users meet.
    suspended_processes: (suspended, group) =>
      group.target_group_arns ? ["AZRebalance", "ReplaceUnhealthy"] : suspended,
  },
  aws_codedeploy_deployment_group: {
    autoscaling_groups: (groups, group) =>
      JSON.stringify(group).includes("COPY_AUTO_SCALING_GROUP") ? ["CodeDeploy_shop_d-0123456789"] : groups,
  },
  aws_ssm_parameter: {
    // A bake promotes its image, and a release says which directory it went to; the rest is Terraform's alone.
    value: (value, { data_type, name }) =>
      data_type === "aws:ec2:image" ? "ami-0123456789abcdef0" : (WRITTEN[lastWord(name)] ?? value),
  },
};

/** Whether ECS replaces the tasks of a service in place: such a release brings a task definition alone. */
function isRolling(service: Resource["attributes"]): boolean {
  const { deployment_controller, deployment_configuration } = service as Record<string, Block | undefined>;
  return deployment_controller?.type === "ECS" && deployment_configuration?.strategy === undefined;
}

/** What no release moves, where it is not the tags. */
const UNMOVED: Readonly<Record<string, string>> = { aws_autoscaling_group: "tag" };

/** An attribute that a release moves. */
export interface Move {
  readonly resource: Resource;
  readonly attribute: string;
  readonly released: Value;
}

/** Every attribute of a stack that a release moves. */
export function movesOf(json: TerraformJson): Move[] {
  return Object.entries(MOVES).flatMap(([type, attributes]) =>
    resources(json, type).flatMap((resource) =>
      Object.entries(attributes)
        .map(([attribute, move]) => ({
          resource,
          attribute,
          released: move(resource.attributes[attribute], resource.attributes),
        }))
        .filter(({ attribute, released }) => !isDeepStrictEqual(released, resource.attributes[attribute])),
    ),
  );
}

/** Declares what the overrides decide by. */
export const RELEASED_VARIABLE = { variable: { released: { type: "bool", default: false } } };

/**
 * A Terraform override file that makes the moved attributes what a release leaves them at, as long as the variable says
 * so. The stack itself stays as it was synthesised.
 *
 * @param guarded whether the stack's own `ignore_changes` hold
 * @see https://developer.hashicorp.com/terraform/language/files/override
 */
export function releasedOverride(moves: readonly Move[], { guarded }: { readonly guarded: boolean }): object {
  const resource: Record<string, Record<string, Record<string, Value>>> = {};
  for (const { resource: moved, attribute, released } of moves) {
    const { type, name, attributes } = moved;
    resource[type] ??= {};
    // Terraform takes an empty list for none given, so something is named that no release moves.
    resource[type][name] ??= guarded ? {} : { lifecycle: { ignore_changes: [UNMOVED[type] ?? "tags"] } };
    resource[type][name][attribute] = either(released, attributes[attribute]);
  }
  return { resource };
}

/** Makes the stack as a release leaves it, then asks for the next plan. */
export function releasedTestFile(json: TerraformJson, override: object): TestFile {
  return {
    ...mocksFor(json, override),
    run: {
      released: { command: "apply", variables: { released: true } },
      next_plan: { command: "plan", variables: { released: false } },
    },
  };
}

/** The one value or the other, decided by Terraform wherever the two differ. */
function either(released: Value, declared: Value): Value {
  if (isDeepStrictEqual(released, declared)) return declared;
  if (Array.isArray(released) && Array.isArray(declared)) {
    return released.map((value, index) => either(value, declared[index]));
  }
  if (isPlainObject(released) && isPlainObject(declared)) {
    return Object.fromEntries(
      Object.entries(released).map(([key, value]) => [key, either(value, declared[key])]),
    );
  }
  return `\${var.released ? ${expression(released)} : ${expression(declared)}}`;
}

function expression(value: Value): string {
  // What was not declared is nothing to Terraform, too.
  if (value === undefined) return "null";
  const reference = typeof value === "string" ? /^\$\{(.+)\}$/.exec(value) : null;
  return reference?.[1] ?? JSON.stringify(value);
}

function mapTexts(value: Value, change: (text: string) => string): Value {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}

import { UserError } from "../../config/user-error";
import type { TrafficShift } from "../../modules/pipeline/traffic-shift";
import { predefinedShift, shiftOf } from "../../modules/policy/shift";
import { readDeploymentGroup } from "./deployment-group";
import type { DeploymentParts } from "./deployment-parts";
import { readListeners } from "./load-balancer";
import type { Resource, Resources } from "./resources";
import { isRolling, readRolling } from "./rolling";

/** What deploys in a stack: a deployment group of CodeDeploy, or else the service itself. */
export function readDeployment(resources: Resources): DeploymentParts {
  if (resources.ofType("aws_codedeploy_deployment_group").length > 0)
    return codeDeploy(
      resources,
      resources.only("aws_codedeploy_deployment_group", "what deploys the service"),
    );
  const service = resources.only("aws_ecs_service", "what is released");
  return isRolling(service) ? readRolling(resources, service) : native(resources, service);
}

function codeDeploy(resources: Resources, group: Resource): DeploymentParts {
  const service = resources.by(
    "aws_ecs_service",
    "name",
    group.block("ecs_service").text("service_name") ?? "",
  );
  const pair = group.block("load_balancer_info", "target_group_pair_info");
  const groups = pair
    .blocks("target_group")
    .map((block) => resources.by("aws_lb_target_group", "name", block.text("name") ?? ""));
  return {
    service,
    targetGroups: servedFirst(service, groups),
    listeners: readListeners(resources, {
      production: pair.block("prod_traffic_route").list("listener_arns")[0],
      test: pair.block("test_traffic_route").list("listener_arns")[0],
    }),
    model: {
      engine: "codedeploy",
      shift: codeDeployShift(resources, group),
      ...readDeploymentGroup(group),
      lifecycleHooks: [],
    },
  };
}

function codeDeployShift(resources: Resources, group: Resource): TrafficShift {
  const name = group.text("deployment_config_name") ?? "CodeDeployDefault.ECSAllAtOnce";
  const custom = resources.find("aws_codedeploy_deployment_config", "deployment_config_name", name);
  const routing = custom?.block("traffic_routing_config");
  const shift = predefinedShift(name) ?? (routing && shiftOf(routing.text("type"), routing));
  if (shift) return shift;
  throw new UserError(
    `${group.address} shifts by ${name}, which is neither CodeDeploy's for ECS nor in this stack`,
  );
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
function native(resources: Resources, service: Resource): DeploymentParts {
  const configuration = service.block("deployment_configuration");
  const balancer = service.block("load_balancer");
  const advanced = balancer.block("advanced_configuration");
  const shift = shiftOf(configuration.text("strategy"), configuration);
  const alternate = advanced.text("alternate_target_group_arn");
  if (!shift || !alternate) {
    throw new UserError(
      `${resources.file} has no blue/green deployment: neither an aws_codedeploy_deployment_group, nor an aws_ecs_service ` +
        "with a strategy and an alternate target group",
    );
  }
  const alarms = service.block("alarms");
  const arns = [balancer.text("target_group_arn") ?? "", alternate];
  return {
    service,
    targetGroups: arns.map((arn) => resources.by("aws_lb_target_group", "arn", arn)),
    listeners: readListeners(resources, {
      production: advanced.text("production_listener_rule"),
      test: advanced.text("test_listener_rule"),
    }),
    model: {
      engine: "native",
      application: resources.by("aws_ecs_cluster", "arn", service.need("cluster")).need("name"),
      group: service.need("name"),
      shift,
      alarms: alarms.flag("enable") ? alarms.list("alarm_names") : [],
      rollbackOn: {
        failure: service.block("deployment_circuit_breaker").flag("rollback"),
        alarm: alarms.flag("rollback"),
        request: true,
      },
      terminationWaitMinutes: configuration.number("bake_time_in_minutes") ?? 0,
      lifecycleHooks: configuration.blocks("lifecycle_hook").map((hook) => ({
        function: resources
          .by("aws_lambda_function", "arn", hook.text("hook_target_arn") ?? "")
          .need("function_name"),
        stages: hook.list("lifecycle_stages"),
      })),
    },
  };
}

function servedFirst(service: Resource, groups: readonly Resource[]): Resource[] {
  const own = service.block("load_balancer").text("target_group_arn");
  return [...groups].sort((a, b) => Number(b.arn === own) - Number(a.arn === own));
}

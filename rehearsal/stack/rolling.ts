import { UserError } from "../../config/user-error";
import { readAlarms } from "./alarms";
import { readCapacity } from "./capacity";
import type { DeploymentParts } from "./deployment-parts";
import { portOf } from "./load-balancer";
import type { RollingModel } from "./model";
import type { Resource, Resources } from "./resources";
import { readRevisions } from "./task-definition";

/** Whether ECS itself replaces the tasks of a service, a few at a time. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html */
export function isRolling(service: Resource): boolean {
  const controller = service.block("deployment_controller").text("type") ?? "ECS";
  const strategy = service.block("deployment_configuration").text("strategy") ?? "ROLLING";
  return controller === "ECS" && strategy === "ROLLING";
}

/**
 * A rolling update of a service, with the one target group whose tasks it replaces.
 *
 * @throws UserError for a service that nobody reaches, or whose tasks have nowhere to run
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html for the defaults
 */
export function readRolling(resources: Resources, service: Resource): DeploymentParts {
  const [balancer, ...more] = service.blocks("load_balancer");
  const arn = balancer?.text("target_group_arn");
  if (!arn || more.length > 0) {
    throw new UserError(
      `${service.address} has ${balancer ? more.length + 1 : "no"} load_balancer, allowed: one with a target_group_arn, by which a rehearsal's users reach it`,
    );
  }
  const targetGroup = resources.by("aws_lb_target_group", "arn", arn);
  const definition = resources.by("aws_ecs_task_definition", "arn", service.need("task_definition"));
  const breaker = service.block("deployment_circuit_breaker");
  const alarms = service.block("alarms");
  const names = alarms.flag("enable") ? alarms.list("alarm_names") : [];
  const model: RollingModel = {
    engine: "rolling",
    application: resources.by("aws_ecs_cluster", "arn", service.need("cluster")).need("name"),
    group: service.need("name"),
    minimumHealthyPercent: service.number("deployment_minimum_healthy_percent") ?? 100,
    maximumPercent: service.number("deployment_maximum_percent") ?? 200,
    breaksCircuit: breaker.flag("enable"),
    alarms: names,
    // Stopping a deployment puts the service back whatever it says of failures.
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
    rollbackOn: { failure: breaker.flag("rollback"), alarm: alarms.flag("rollback"), request: true },
    bakeMinutes: bakeMinutes(resources, names),
    capacity: readCapacity(resources, service),
    placeholder: definition.arn,
    taskDefinitions: readRevisions(resources, definition.need("family")),
  };
  return {
    model,
    service,
    targetGroups: [targetGroup],
    listeners: { production: { port: portOf(resources, targetGroup) } },
  };
}

/**
 * ECS computes its bake time from the alarms and does not say how: as long as the slowest of them looks back.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
function bakeMinutes(resources: Resources, names: readonly string[]): number {
  const watched = readAlarms(resources).filter(({ name }) => names.includes(name));
  const seconds = watched.map(({ queries, evaluationPeriods }) => {
    const periods = queries.map(({ metric }) => metric?.periodSeconds ?? 0);
    return evaluationPeriods * Math.max(0, ...periods);
  });
  return Math.max(0, ...seconds) / 60;
}

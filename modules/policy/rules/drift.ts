import { addressesIn } from "../reference";
import { releasesOf } from "../releases";
import { each, type Rule } from "../rule";
import type { ResourceView, StackView } from "../stack-view";

/** The attribute of a route that a release changes. */
const SHIFTED: Readonly<Record<string, string>> = {
  aws_lb_listener: "default_action",
  aws_lb_listener_rule: "action",
};

export const DRIFT_RULES: readonly Rule[] = [
  {
    id: "BG-DRIFT-001",
    level: "error",
    title: "Terraform leaves a service that CodeDeploy releases alone",
    remedy: "add the attributes to lifecycle.ignore_changes",
    check: each(["aws_ecs_service"], function* (service) {
      if (service.block("deployment_controller").text("type") !== "CODE_DEPLOY") return;
      yield* fights(service, ["task_definition", "load_balancer", "desired_count"], "CodeDeploy");
    }),
  },
  {
    id: "BG-DRIFT-002",
    level: "error",
    title: "Terraform leaves the routes that a release shifts alone",
    remedy: "add the attribute to lifecycle.ignore_changes",
    check: each(Object.keys(SHIFTED), function* (route, view) {
      const release = releasesOf(view).find(({ production, test }) =>
        [...production, ...test].some((text) => view.referred(text) === route),
      );
      if (release) yield* fights(route, [SHIFTED[route.type] ?? ""], release.resource.address);
    }),
  },
  {
    id: "BG-DRIFT-003",
    level: "error",
    title: "Terraform leaves the number of tasks to auto scaling",
    remedy: "add desired_count to lifecycle.ignore_changes",
    check: each(["aws_ecs_service"], function* (service, view) {
      const target = view
        .ofType("aws_appautoscaling_target")
        .find((candidate) => scales(candidate, service, view));
      if (target) yield* fights(service, ["desired_count"], target.address);
    }),
  },
  {
    id: "BG-DRIFT-004",
    level: "error",
    title: "Terraform leaves the Auto Scaling group that CodeDeploy copies alone",
    remedy: "add autoscaling_groups to lifecycle.ignore_changes",
    check: each(["aws_codedeploy_deployment_group"], function* (group) {
      const action = group
        .block("blue_green_deployment_config", "green_fleet_provisioning_option")
        .text("action");
      if (action === "COPY_AUTO_SCALING_GROUP")
        yield* fights(group, ["autoscaling_groups"], "each deployment");
    }),
  },
];

/** What Terraform would set back that a release, or auto scaling, has changed. */
function* fights(resource: ResourceView, attributes: readonly string[], changer: string): Generator<string> {
  const ignored = resource.block("lifecycle").list("ignore_changes");
  if (ignored.includes("all")) return;
  const fought = attributes.filter((attribute) => !ignored.includes(attribute));
  if (fought.length > 0) yield `${changer} changes ${fought.join(", ")}, and the next apply would undo that`;
}

function scales(target: ResourceView, service: ResourceView, view: StackView): boolean {
  const id = target.text("resource_id");
  const referred = addressesIn(id).some((address) => view.at(address) === service);
  return referred || id?.split("/").at(-1) === service.text("name");
}

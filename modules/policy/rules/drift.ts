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
      if (isCopied(group)) yield* fights(group, ["autoscaling_groups"], "each deployment");
    }),
  },
  {
    id: "BG-DRIFT-005",
    level: "error",
    title: "An Auto Scaling group that CodeDeploy copies is no resource of Terraform's",
    remedy: "let something else make and remove it, such as the fleet keeper of this project",
    check: each(["aws_codedeploy_deployment_group"], function* (group, view) {
      if (!isCopied(group)) return;
      for (const own of groupsOf(group, view))
        yield `copies ${own.address}, and deletes it once users are on the copy: the next apply would make it again`;
    }),
  },
  {
    id: "BG-DRIFT-006",
    level: "error",
    title: "Terraform leaves the size of a group that is released to alone",
    remedy: "add desired_capacity to lifecycle.ignore_changes, or leave it out",
    *check(view) {
      for (const deployed of view.ofType("aws_codedeploy_deployment_group")) {
        for (const resource of groupsOf(deployed, view)) {
          if (resource.text("desired_capacity") === undefined) continue;
          const changer = "auto scaling, or an instance in standby,";
          for (const message of fights(resource, ["desired_capacity"], changer)) yield { resource, message };
        }
      }
    },
  },
];

function isCopied(group: ResourceView): boolean {
  const provisioning = group.block("blue_green_deployment_config", "green_fleet_provisioning_option");
  return provisioning.text("action") === "COPY_AUTO_SCALING_GROUP";
}

/** The Auto Scaling groups of the stack that a deployment group names. */
function groupsOf(group: ResourceView, view: StackView): readonly ResourceView[] {
  return group
    .list("autoscaling_groups")
    .map((name) => view.named("aws_autoscaling_group", "name", name))
    .filter((own) => own !== undefined);
}

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

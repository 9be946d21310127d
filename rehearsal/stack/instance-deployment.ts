import { UserError } from "../../config/user-error";
import type { InstanceDeploymentModel, MinimumHealthyHosts } from "../instance-deployment/model";
import { readDeploymentGroup } from "./deployment-group";
import type { Resource, Resources } from "./resources";

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configuration-server */
const PREDEFINED: Readonly<Record<string, MinimumHealthyHosts>> = {
  "CodeDeployDefault.AllAtOnce": { type: "HOST_COUNT", value: 0 },
  "CodeDeployDefault.HalfAtATime": { type: "FLEET_PERCENT", value: 50 },
  "CodeDeployDefault.OneAtATime": { type: "ALL_BUT_ONE" },
};

/** The one deployment group of a stack that releases to instances. */
export function readInstanceDeployment(resources: Resources): InstanceDeploymentModel {
  const group = resources.only("aws_codedeploy_deployment_group", "what deploys to the instances");
  const style = group.block("deployment_style");
  return {
    engine: "codedeploy",
    ...readDeploymentGroup(group),
    type: style.text("deployment_type") === "BLUE_GREEN" ? "BLUE_GREEN" : "IN_PLACE",
    trafficControl: style.text("deployment_option") === "WITH_TRAFFIC_CONTROL",
    minimumHealthy: minimumHealthy(resources, group),
    targetGroup: targetGroupOf(resources, group),
    updatesOutdated: group.text("outdated_instances_strategy") !== "IGNORE",
  };
}

function targetGroupOf(resources: Resources, group: Resource): string {
  const named = group.block("load_balancer_info", "target_group_info").text("name");
  return (
    named ?? resources.only("aws_lb_target_group", "what the instances are registered with").need("name")
  );
}

function minimumHealthy(resources: Resources, group: Resource): MinimumHealthyHosts {
  // CodeDeploy's own default. @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html
  const name = group.text("deployment_config_name") ?? "CodeDeployDefault.OneAtATime";
  const custom = resources.find("aws_codedeploy_deployment_config", "deployment_config_name", name);
  const hosts = custom?.block("minimum_healthy_hosts");
  const type = hosts?.text("type");
  if (hosts && (type === "HOST_COUNT" || type === "FLEET_PERCENT"))
    return { type, value: hosts.number("value") ?? 0 };
  const predefined = PREDEFINED[name];
  if (predefined) return predefined;
  throw new UserError(
    `${group.address} deploys by ${name}, which is neither CodeDeploy's for instances nor in this stack`,
  );
}

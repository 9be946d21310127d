import type { DeploymentModel } from "./model";
import type { Resource } from "./resources";

/** What a deployment group of CodeDeploy says whatever it deploys to: when it waits, what stops it, what is undone. */
export function readDeploymentGroup(
  group: Resource,
): Pick<
  DeploymentModel,
  "application" | "group" | "alarms" | "rollbackOn" | "ready" | "terminationWaitMinutes"
> {
  const blueGreen = group.block("blue_green_deployment_config");
  const ready = blueGreen.block("deployment_ready_option");
  const terminate = blueGreen.block("terminate_blue_instances_on_deployment_success");
  const alarms = group.block("alarm_configuration");
  const rollback = group.block("auto_rollback_configuration");
  const rollsBackOn = (event: string) => rollback.flag("enabled") && rollback.list("events").includes(event);
  const waitMinutes = ready.number("wait_time_in_minutes") ?? 0;
  const stops = ready.text("action_on_timeout") === "STOP_DEPLOYMENT";
  return {
    application: group.need("app_name"),
    group: group.need("deployment_group_name"),
    alarms: alarms.flag("enabled") ? alarms.list("alarms") : [],
    rollbackOn: {
      failure: rollsBackOn("DEPLOYMENT_FAILURE"),
      alarm: rollsBackOn("DEPLOYMENT_STOP_ON_ALARM"),
      request: rollsBackOn("DEPLOYMENT_STOP_ON_REQUEST"),
    },
    ready:
      waitMinutes > 0
        ? { waitMinutes, onTimeout: stops ? "STOP_DEPLOYMENT" : "CONTINUE_DEPLOYMENT" }
        : undefined,
    terminationWaitMinutes: terminate.number("termination_wait_time_in_minutes") ?? 0,
  };
}

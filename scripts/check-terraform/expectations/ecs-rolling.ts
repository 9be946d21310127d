import { same } from "../hcl";
import type { Conditions, Expectations } from "../row";
import { resources, type TerraformJson } from "../terraform-json";
import { each } from "./each";
import { watchesTargets } from "./watches";

const BALANCER = "aws_lb.entry_load_balancer";
const TARGETS = "aws_lb_target_group.entry_target_group";
const PRODUCTION = "aws_lb_listener.entry_production";
const SERVICE = "aws_ecs_service.app_infra_service";
const TASK = "aws_ecs_task_definition.app_infra_task";
const PLACEHOLDER = "aws_ecs_task_definition.app_infra_task_placeholder";
const TEMPLATE = "aws_launch_template.ecs_instances_launch_template";
const GROUP = "aws_autoscaling_group.ecs_instances_group";
const PROVIDER = "aws_ecs_capacity_provider.ecs_instances_provider";

const container = (task: string) => `jsondecode(${task}.container_definitions)[0]`;

/** What is expected of the stack `ecs-rolling`, whatever its configuration. */
export function ecsRolling(json: TerraformJson): Expectations {
  const alarms = resources(json, "aws_cloudwatch_metric_alarm").map(({ address }) => `${address}.alarm_name`);
  const isOnInstances = resources(json, "aws_autoscaling_group").length > 0;
  const { planned, applied } = isOnInstances ? ON_INSTANCES : ON_FARGATE;
  return {
    counts: {
      aws_lb: 1,
      aws_lb_target_group: 1,
      aws_ecs_service: 1,
      aws_ecs_task_definition: 2,
      aws_codepipeline: 0,
      aws_codebuild_project: 0,
    },
    planned: {
      "ECS itself replaces tasks": `${SERVICE}.deployment_controller[0].type == "ECS"`,
      "a version that does not start is given up, and the last one comes back": `${SERVICE}.deployment_circuit_breaker[0].enable && ${SERVICE}.deployment_circuit_breaker[0].rollback`,
      "a release goes back on each of the alarms": `length(setsubtract([${alarms.join(", ")}], ${SERVICE}.alarms[0].alarm_names)) == 0 && ${SERVICE}.alarms[0].enable && ${SERVICE}.alarms[0].rollback`,
      "task definitions are of one family": `${TASK}.family == ${PLACEHOLDER}.family`,
      "a task definition stays registered": `${TASK}.skip_destroy && ${PLACEHOLDER}.skip_destroy`,
      "target groups have a port that no setting moves": `${TARGETS}.port == 80`,
      ...planned,
    },
    applied: {
      "users are led to the tasks": `${PRODUCTION}.load_balancer_arn == ${BALANCER}.arn && ${PRODUCTION}.default_action[0].target_group_arn == ${TARGETS}.arn`,
      "the service is behind the load balancer": `one(${SERVICE}.load_balancer).target_group_arn == ${TARGETS}.arn`,
      "the application has no command of the placeholder's": `!contains(keys(${container(TASK)}), "command") && contains(keys(${container(PLACEHOLDER)}), "command")`,
      "the service begins with the placeholder": `${SERVICE}.task_definition == ${PLACEHOLDER}.arn`,
      "tasks name their roles": `${TASK}.task_role_arn == aws_iam_role.security_roles_task.arn && ${TASK}.execution_role_arn == aws_iam_role.security_roles_task_execution.arn`,
      ...each(json, "aws_cloudwatch_metric_alarm", "watches the target group", (alarm) =>
        watchesTargets(alarm, BALANCER, TARGETS),
      ),
      ...applied,
    },
  };
}

interface Place {
  readonly planned: Conditions;
  readonly applied: Conditions;
}

const ON_INSTANCES: Place = {
  planned: {
    "targets are instances, by port": `${TARGETS}.target_type == "instance" && ${TASK}.network_mode == "bridge"`,
    "instances give their credentials to a session only": `${TEMPLATE}.metadata_options[0].http_tokens == "required" && ${TEMPLATE}.metadata_options[0].http_put_response_hop_limit == 1`,
    "volumes are encrypted": `alltrue([for d in ${TEMPLATE}.block_device_mappings : d.ebs[0].encrypted == "true"])`,
    "instances boot an image of ECS's": `startswith(${TEMPLATE}.image_id, "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/")`,
    "instances learn which cluster is theirs": `strcontains(base64decode(${TEMPLATE}.user_data), "ECS_CLUSTER=\${aws_ecs_cluster.ecs.name}\\n")`,
    "instances are emptied before they end": `${PROVIDER}.auto_scaling_group_provider[0].managed_draining == "ENABLED"`,
    "old instances are renewed": `${GROUP}.protect_from_scale_in != true && ${GROUP}.max_instance_lifetime > 0`,
    "instances come and go with tasks": `${PROVIDER}.auto_scaling_group_provider[0].managed_scaling[0].status == "ENABLED"`,
    "tasks run on the instances alone": `one(${SERVICE}.capacity_provider_strategy).capacity_provider == ${PROVIDER}.name`,
  },
  applied: {
    "the capacity provider is of the group": `${PROVIDER}.auto_scaling_group_provider[0].auto_scaling_group_arn == ${GROUP}.arn`,
    "the cluster has the capacity provider": same(
      "aws_ecs_cluster_capacity_providers.ecs_capacity.capacity_providers",
      [`${PROVIDER}.name`],
    ),
    "the group launches from the template, always by its newest version": `${GROUP}.launch_template[0].id == ${TEMPLATE}.id && ${GROUP}.launch_template[0].version == "$Latest"`,
    "instances bear the role that is made for them": `aws_iam_instance_profile.ecs_instances_launch_template_profile.role == aws_iam_role.security_roles_instance.name && ${TEMPLATE}.iam_instance_profile[0].arn == aws_iam_instance_profile.ecs_instances_launch_template_profile.arn`,
    "instances are behind their security group": same(`one(${TEMPLATE}.network_interfaces).security_groups`, [
      "aws_security_group.security_groups_targets.id",
    ]),
  },
};

const ON_FARGATE: Place = {
  planned: {
    "targets are tasks, by address": `${TARGETS}.target_type == "ip" && ${TASK}.network_mode == "awsvpc"`,
    "tasks run on Fargate": `contains(${TASK}.requires_compatibilities, "FARGATE")`,
  },
  applied: {
    "tasks are behind their security group": same(`one(${SERVICE}.network_configuration).security_groups`, [
      "aws_security_group.security_groups_targets.id",
    ]),
  },
};

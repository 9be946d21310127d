import { same } from "../hcl";
import type { Expectations } from "../row";
import { resources, type TerraformJson } from "../terraform-json";
import { each } from "./each";
import { watchesTargets } from "./watches";

const BALANCER = "aws_lb.entry_load_balancer";
const TARGETS = "aws_lb_target_group.entry_target_group";
const PRODUCTION = "aws_lb_listener.entry_production";
const TEMPLATE = "aws_launch_template.fleet_launch_template";
const GROUP = "aws_autoscaling_group.group";
const DEPLOYS = "aws_codedeploy_deployment_group.pipeline_deployment_group";
const PIPELINE = "aws_codepipeline.pipeline_pipeline";
const SETTINGS = "aws_ssm_parameter.fleet_settings";

const lastAction = `reverse(${PIPELINE}.stage)[0].action[0]`;

/** What is expected of the stack `ec2-rolling`, whatever its configuration. */
export function ec2Rolling(json: TerraformJson): Expectations {
  const alarms = resources(json, "aws_cloudwatch_metric_alarm").map(({ address }) => `${address}.alarm_name`);
  return {
    counts: { aws_lb: 1, aws_lb_target_group: 1, aws_autoscaling_group: 1, aws_codepipeline: 1 },
    planned: {
      "targets are instances": `${TARGETS}.target_type == "instance" && ${TARGETS}.port == 80`,
      "instances give their credentials to a session only": `${TEMPLATE}.metadata_options[0].http_tokens == "required" && ${TEMPLATE}.metadata_options[0].http_put_response_hop_limit == 1`,
      "volumes are encrypted": `alltrue([for d in ${TEMPLATE}.block_device_mappings : d.ebs[0].encrypted == "true"])`,
      "nobody logs in by a key": `${TEMPLATE}.key_name == null`,
      "instances learn who they are when they boot": `strcontains(base64decode(${TEMPLATE}.user_data), "SYSTEM=\${${GROUP}.name}")`,
      "releases are in place": `${DEPLOYS}.deployment_style[0].deployment_type == "IN_PLACE"`,
      "releases go to the group": `one(${DEPLOYS}.autoscaling_groups) == ${GROUP}.name`,
      "instances that are launched meanwhile are brought up to date": `${DEPLOYS}.outdated_instances_strategy == "UPDATE"`,
      "the last stage deploys through CodeDeploy": `${lastAction}.provider == "CodeDeploy" && ${lastAction}.configuration.DeploymentGroupName == ${DEPLOYS}.deployment_group_name`,
      "the load balancer's opinion of an instance counts": `${GROUP}.health_check_type == "ELB"`,
      "a release stops on each of the alarms": `length(setsubtract([${alarms.join(", ")}], ${DEPLOYS}.alarm_configuration[0].alarms)) == 0 && ${DEPLOYS}.alarm_configuration[0].enabled`,
      ...each(
        json,
        "aws_vpc_security_group_ingress_rule",
        "lets nobody in to SSH",
        (rule) => `!(${rule}.from_port <= 22 && ${rule}.to_port >= 22)`,
      ),
    },
    applied: {
      "users are led to the instances": `${PRODUCTION}.load_balancer_arn == ${BALANCER}.arn && ${PRODUCTION}.default_action[0].target_group_arn == ${TARGETS}.arn`,
      "instances of the group are behind the load balancer": same(`${GROUP}.target_group_arns`, [
        `${TARGETS}.arn`,
      ]),
      "the group launches from the template, always by its newest version": `${GROUP}.launch_template[0].id == ${TEMPLATE}.id && ${GROUP}.launch_template[0].version == "$Latest"`,
      "instances bear the role that is made for them": `aws_iam_instance_profile.fleet_launch_template_profile.role == aws_iam_role.security_roles_instance.name && ${TEMPLATE}.iam_instance_profile[0].arn == aws_iam_instance_profile.fleet_launch_template_profile.arn`,
      "instances are behind their security group": same(
        `one(${TEMPLATE}.network_interfaces).security_groups`,
        ["aws_security_group.security_groups_instances.id"],
      ),
      "the deployment group has a role of its own": `${DEPLOYS}.service_role_arn == aws_iam_role.security_roles_deploy.arn`,
      "a change of what scripts read starts the pipeline": `jsondecode(aws_cloudwatch_event_rule.pipeline_triggers_on_settings.event_pattern).detail.name == [${SETTINGS}.name]`,
      ...each(json, "aws_cloudwatch_metric_alarm", "watches the target group", (alarm) =>
        watchesTargets(alarm, BALANCER, TARGETS),
      ),
    },
  };
}

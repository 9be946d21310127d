import { same } from "../hcl";
import type { Expectations } from "../row";
import type { TerraformJson } from "../terraform-json";
import { each } from "./each";

const FILES = "aws_efs_file_system.file_system";
const ACCESS_POINT = "aws_efs_access_point.file_system_access_point";
const COLOR = "aws_ssm_parameter.color_color";
const FLIP = "aws_lambda_function.color";
const TEMPLATE = "aws_launch_template.fleet_launch_template";
const GROUP = "aws_codedeploy_deployment_group.pipeline_deployment_group";
const BUILD = "aws_codebuild_project.pipeline_build";
const PIPELINE = "aws_codepipeline.pipeline_pipeline";
const TARGETS = "aws_lb_target_group.entry_target_group";

const lastAction = `reverse(${PIPELINE}.stage)[0].action[0]`;
const statements = "jsondecode(aws_efs_file_system_policy.file_system_policy.policy).Statement";
const statement = (sid: string) => `one([for each in ${statements} : each if each.Sid == "${sid}"])`;

/** What is expected of the stack `ec2-efs-blue-green`, whatever its configuration. */
export function ec2EfsBlueGreen(json: TerraformJson): Expectations {
  return {
    counts: {
      aws_lb: 1,
      aws_lb_target_group: 1,
      aws_cloudwatch_metric_alarm: 3,
      aws_codepipeline: 1,
      aws_efs_file_system: 1,
      aws_efs_file_system_policy: 1,
      aws_efs_backup_policy: 1,
      // The keeper owns the group.
      aws_autoscaling_group: 0,
    },
    planned: {
      "the file system is encrypted": `${FILES}.encrypted`,
      "the pointer names nothing before the first release": `${COLOR}.value == "null"`,
      "the color is flipped by a function, behind all else": `${lastAction}.provider == "Lambda" && ${lastAction}.configuration.UserParameters == "{\\"color\\":\\"#{BuildVariables.COLOR}\\"}"`,
      "builds have the file system as $CODEBUILD_EFS": `one(${BUILD}.file_system_locations).identifier == "efs" && ${BUILD}.environment[0].privileged_mode`,
      "instances come through the access point as the web server": `${ACCESS_POINT}.posix_user[0].uid == 48 && ${ACCESS_POINT}.posix_user[0].gid == 48`,
      "instances give their credentials to a session only": `${TEMPLATE}.metadata_options[0].http_tokens == "required"`,
      "a release replaces the instances": `${GROUP}.deployment_style[0].deployment_type == "BLUE_GREEN" && ${GROUP}.blue_green_deployment_config[0].green_fleet_provisioning_option[0].action == "COPY_AUTO_SCALING_GROUP"`,
      "targets are instances": `${TARGETS}.target_type == "instance"`,
      ...each(
        json,
        "aws_vpc_security_group_ingress_rule",
        "lets nobody but the stack's own groups to NFS",
        (rule) => `${rule}.from_port != 2049 || ${rule}.cidr_ipv4 == null`,
      ),
    },
    applied: {
      "a key of the stack's encrypts the files": `${FILES}.kms_key_id == aws_kms_key.file_system_key.arn`,
      "clients without TLS are refused": `${statement("TlsOnly")}.Effect == "Deny" && ${statement("TlsOnly")}.Principal == "*" && ${statement("TlsOnly")}.Condition.Bool["aws:SecureTransport"] == "false"`,
      "instances past the access point are refused": `${statement("InstancesThroughAccessPoint")}.Principal.AWS == aws_iam_role.security_roles_instance.arn && ${statement("InstancesThroughAccessPoint")}.Condition.StringNotEquals["elasticfilesystem:AccessPointArn"] == ${ACCESS_POINT}.arn`,
      ...each(
        json,
        "aws_efs_mount_target",
        "is of the file system, behind its group",
        (target) =>
          `${target}.file_system_id == ${FILES}.id && ${same(`${target}.security_groups`, ["aws_security_group.file_system_group.id"])}`,
      ),
      "releases begin with the group that the keeper made": `one(${GROUP}.autoscaling_groups) == jsondecode(aws_lambda_invocation.keeper_fleet.result).group`,
      "the build reads the pointer that the function writes": `one([for v in ${BUILD}.environment[0].environment_variable : v.value if v.name == "COLOR_PARAMETER"]) == ${COLOR}.name && ${FLIP}.environment[0].variables.COLOR_PARAMETER == ${COLOR}.name`,
      "the function keeps to the deployment group": `${FLIP}.environment[0].variables.APPLICATION == ${GROUP}.app_name && ${FLIP}.environment[0].variables.DEPLOYMENT_GROUP == ${GROUP}.deployment_group_name`,
      "instances learn what to mount": `strcontains(aws_ssm_parameter.fleet_settings.value, "EFS_ID=\${${FILES}.id}\\nEFS_ACCESS_POINT=\${${ACCESS_POINT}.id}\\n")`,
      "a change of the instances' settings starts the pipeline": `jsondecode(aws_cloudwatch_event_rule.pipeline_triggers_on_settings.event_pattern).detail.name == [aws_ssm_parameter.fleet_settings.name]`,
    },
  };
}

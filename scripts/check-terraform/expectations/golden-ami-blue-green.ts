import type { Expectations } from "../row";

const POINTER = "aws_ssm_parameter.golden_ami_pointer";
const DOCUMENT = "aws_ssm_document.golden_ami_document";
const BAKES = "aws_lambda_function.bake_ami";
const TEMPLATE = "aws_launch_template.fleet_launch_template";
const GROUP = "aws_codedeploy_deployment_group.pipeline_deployment_group";
const PIPELINE = "aws_codepipeline.pipeline_pipeline";
const TARGETS = "aws_lb_target_group.entry_target_group";

const steps = `jsondecode(${DOCUMENT}.content).mainSteps`;
const inputs = (step: string) => `one([for step in ${steps} : step.inputs if step.name == "${step}"])`;

/** What is expected of the stack `golden-ami-blue-green`, whatever its configuration. */
export const GOLDEN_AMI_BLUE_GREEN: Expectations = {
  counts: {
    aws_lb: 1,
    aws_lb_target_group: 1,
    aws_cloudwatch_metric_alarm: 3,
    aws_codepipeline: 1,
    aws_ssm_document: 1,
    // The keeper owns the group.
    aws_autoscaling_group: 0,
    aws_autoscaling_policy: 0,
  },
  planned: {
    "an image is baked before the application is built": `slice(${PIPELINE}.stage[*].name, 0, 3) == tolist(["Source", "BuildGoldenAMI", "Build"])`,
    "the parameter takes nothing but images": `${POINTER}.data_type == "aws:ec2:image"`,
    "instances are launched from what the parameter names": `${TEMPLATE}.image_id == "resolve:ssm:\${${POINTER}.name}"`,
    "instances give their credentials to a session only": `${TEMPLATE}.metadata_options[0].http_tokens == "required"`,
    "a release replaces the instances": `${GROUP}.deployment_style[0].deployment_type == "BLUE_GREEN" && ${GROUP}.blue_green_deployment_config[0].green_fleet_provisioning_option[0].action == "COPY_AUTO_SCALING_GROUP"`,
    "targets are instances": `${TARGETS}.target_type == "instance"`,
  },
  applied: {
    "releases begin with the group that the keeper made": `one(${GROUP}.autoscaling_groups) == jsondecode(aws_lambda_invocation.keeper_fleet.result).group`,
    "a bake promotes by the parameter that instances are launched by": `${inputs("promote")}.Name == ${POINTER}.name`,
    "a bake acts by the role that is made for it": `jsondecode(${DOCUMENT}.content).assumeRole == aws_iam_role.security_roles_automation.arn`,
    "the checker boots what the builder made": `${inputs("launchChecker")}.ImageId == "{{ createImage.ImageId }}"`,
    "the pipeline bakes by the document": `${BAKES}.environment[0].variables.DOCUMENT == ${DOCUMENT}.name && ${PIPELINE}.stage[1].action[0].configuration.FunctionName == ${BAKES}.function_name`,
    "a change of the instances' settings starts the pipeline": `jsondecode(aws_cloudwatch_event_rule.pipeline_triggers_on_settings.event_pattern).detail.name == [aws_ssm_parameter.fleet_settings.name]`,
  },
};

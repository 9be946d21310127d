import { AT } from "../addresses";
import { hcl, same } from "../hcl";
import type { Conditions, Expectations } from "../row";
import { resources, type TerraformJson } from "../terraform-json";
import { each } from "./each";
import { watchesTargets } from "./watches";

/** What is expected of the stack `ecs-blue-green`, whatever its configuration. */
export function ecsBlueGreen(json: TerraformJson): Expectations {
  const byCodeDeploy = resources(json, "aws_codedeploy_deployment_group").length > 0;
  const { planned, applied } = byCodeDeploy ? CODE_DEPLOY : NATIVE;
  return {
    counts: {
      aws_lb: 1,
      aws_lb_target_group: 2,
      aws_ecs_service: 1,
      aws_cloudwatch_metric_alarm: 6,
      aws_codepipeline: 1,
    },
    planned: {
      "blue and green are of one kind": ["port", "protocol", "target_type"]
        .map((attribute) => `${AT.blue}.${attribute} == ${AT.green}.${attribute}`)
        .join(" && "),
      "targets are tasks, by address": `${AT.blue}.target_type == "ip"`,
      "target groups have a port that no setting moves": `${AT.blue}.port == 80`,
      "image tags never move, and images are scanned": `${AT.registry}.image_tag_mutability == "IMMUTABLE" && ${AT.registry}.image_scanning_configuration[0].scan_on_push`,
      "the pipeline is of type V2": `${AT.pipeline}.pipeline_type == "V2"`,
      ...planned,
    },
    applied: {
      "users meet blue, and tests meet green": `${AT.production}.default_action[0].target_group_arn == ${AT.blue}.arn && ${AT.test}.default_action[0].target_group_arn == ${AT.green}.arn`,
      "both listeners are the load balancer's": `${AT.production}.load_balancer_arn == ${AT.loadBalancer}.arn && ${AT.test}.load_balancer_arn == ${AT.loadBalancer}.arn`,
      "the hook asks the test listener": `endswith(${AT.hook}.environment[0].variables.TEST_URL, "://\${${AT.loadBalancer}.dns_name}:\${${AT.test}.port}")`,
      "the task's template waits for an image alone": `jsondecode(${AT.template}.value).containerDefinitions[0].image == "<IMAGE1_NAME>"`,
      "the task's template names the roles of the task": `jsondecode(${AT.template}.value).taskRoleArn == aws_iam_role.security_roles_task.arn && jsondecode(${AT.template}.value).executionRoleArn == aws_iam_role.security_roles_task_execution.arn`,
      "builds push to the registry": `contains([for v in ${AT.build}.environment[0].environment_variable : v.value if v.name == "REPOSITORY_URI"], ${AT.registry}.repository_url)`,
      "builds read where tasks run": [AT.spread, AT.place]
        .map(
          (parameter) =>
            `contains([for v in ${AT.build}.environment[0].environment_variable : v.value if v.type == "PARAMETER_STORE"], ${parameter}.name)`,
        )
        .join(" && "),
      "artifacts are handed on in the bucket that is encrypted for them": `one(${AT.pipeline}.artifact_store).location == aws_s3_bucket.pipeline_artifacts_bucket.bucket && one(${AT.pipeline}.artifact_store).encryption_key[0].id == aws_kms_key.security_pipeline_key.arn`,
      ...each(json, "aws_cloudwatch_metric_alarm", "watches its own target group", (alarm, name) =>
        watchesTargets(alarm, AT.loadBalancer, name.includes("_blue_") ? AT.blue : AT.green),
      ),
      ...each(
        json,
        "aws_cloudwatch_event_target",
        "starts the pipeline",
        (target) => `${target}.arn == ${AT.pipeline}.arn`,
      ),
      ...each(
        json,
        "aws_vpc_security_group_ingress_rule",
        "does not open the test port to the world",
        notTheWorld,
      ),
      ...applied,
    },
  };
}

function notTheWorld(rule: string): string {
  return `!(${rule}.cidr_ipv4 == "0.0.0.0/0" && ${rule}.from_port <= ${AT.test}.port && ${rule}.to_port >= ${AT.test}.port)`;
}

const ALARMS = ["blue", "green"].flatMap((colour) =>
  ["errors", "latency", "unhealthy"].map(
    (part) => `aws_cloudwatch_metric_alarm.pipeline_alarms_${colour}_${part}.alarm_name`,
  ),
);

const PAIR = `${AT.group}.load_balancer_info[0].target_group_pair_info[0]`;

interface EngineConditions {
  readonly planned: Conditions;
  readonly applied: Conditions;
}

const CODE_DEPLOY: EngineConditions = {
  planned: {
    "CodeDeploy replaces tasks": `${AT.service}.deployment_controller[0].type == "CODE_DEPLOY"`,
    "the deployment group is blue/green, with traffic control": `${AT.group}.deployment_style[0].deployment_type == "BLUE_GREEN" && ${AT.group}.deployment_style[0].deployment_option == "WITH_TRAFFIC_CONTROL"`,
    "the deployment group releases the service": `${AT.group}.ecs_service[0].service_name == ${AT.service}.name && ${AT.group}.ecs_service[0].cluster_name == aws_ecs_cluster.ecs.name`,
    "the deployment group swaps blue and green": same(`${PAIR}.target_group[*].name`, [
      `${AT.blue}.name`,
      `${AT.green}.name`,
    ]),
    "the deployment group stops on each of the alarms": `length(setsubtract([${ALARMS.join(", ")}], ${AT.group}.alarm_configuration[0].alarms)) == 0 && ${AT.group}.alarm_configuration[0].enabled`,
    "the last stage deploys through CodeDeploy": `${lastAction()}.provider == "CodeDeployToECS" && ${lastAction()}.configuration.DeploymentGroupName == ${AT.group}.deployment_group_name`,
  },
  applied: {
    "the deployment group moves the two listeners": `${same(`${PAIR}.prod_traffic_route[0].listener_arns`, [`${AT.production}.arn`])} && ${same(`${PAIR}.test_traffic_route[0].listener_arns`, [`${AT.test}.arn`])}`,
    "the deployment group has a role of its own": `${AT.group}.service_role_arn == aws_iam_role.security_roles_deploy.arn`,
    "the service begins behind blue": `one(${AT.service}.load_balancer).target_group_arn == ${AT.blue}.arn`,
    "the service begins on the placeholder": `${AT.service}.task_definition == ${AT.placeholder}.arn`,
  },
};

const ADVANCED = `one(one(${AT.service}.load_balancer).advanced_configuration)`;
const HOOK = `one(one(${AT.service}.deployment_configuration).lifecycle_hook)`;

const NATIVE: EngineConditions = {
  planned: {
    "ECS replaces tasks": `${AT.service}.deployment_controller[0].type == "ECS"`,
    "the service stops on each of the alarms": `${same(`one(${AT.service}.alarms).alarm_names`, ALARMS)} && one(${AT.service}.alarms).enable`,
    "the hook is called once tests meet green": same(`${HOOK}.lifecycle_stages`, [
      hcl("POST_TEST_TRAFFIC_SHIFT"),
    ]),
    "the last stage updates the service": `${lastAction()}.provider == "CodeBuild"`,
  },
  applied: {
    "ECS swaps blue and green": `one(${AT.service}.load_balancer).target_group_arn == ${AT.blue}.arn && ${ADVANCED}.alternate_target_group_arn == ${AT.green}.arn`,
    "ECS moves the two rules": `${ADVANCED}.production_listener_rule == aws_lb_listener_rule.pipeline_ecs_native_production_rule.arn && ${ADVANCED}.test_listener_rule == aws_lb_listener_rule.pipeline_ecs_native_test_rule.arn`,
    "ECS has a role of its own for it": `${ADVANCED}.role_arn == aws_iam_role.security_roles_infrastructure.arn`,
    "ECS calls the hook": `${HOOK}.hook_target_arn == ${AT.hook}.arn`,
  },
};

function lastAction(): string {
  return `reverse(${AT.pipeline}.stage)[0].action[0]`;
}

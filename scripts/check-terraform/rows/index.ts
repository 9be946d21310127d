import { AT } from "../addresses";
import { hcl, same } from "../hcl";
import type { Row } from "../row";
import { APP_ROWS } from "./app";
import { ECS_ROLLING_ROWS } from "./ecs-rolling";
import { EFS_ROWS } from "./efs";
import { ENTRY_ROWS } from "./entry";
import { GOLDEN_AMI_ROWS } from "./golden-ami";
import { NETWORK_ROWS } from "./network";
import { RELEASE_ROWS } from "./release";
import { ROLLING_ROWS } from "./rolling";
import { STATE_ROWS } from "./state";

const DEFAULT: Row = {
  name: "default",
  config: {},
  released: true,
  backends: { "ecs-blue-green": { local: { path: "../../../terraform.shop.ecs-blue-green.tfstate" } } },
  counts: {
    aws_vpc: 1,
    aws_subnet: 4,
    aws_nat_gateway: 1,
    aws_lb_listener: 2,
    aws_codecommit_repository: 1,
    aws_lambda_invocation: 1,
    aws_codedeploy_deployment_config: 0,
    aws_cloudwatch_event_rule: 2,
    aws_sns_topic: 0,
  },
  planned: {
    "users arrive by HTTP on 80, tests on 8080": `${AT.production}.port == 80 && ${AT.test}.port == 8080 && ${AT.production}.protocol == "HTTP" && ${AT.test}.protocol == "HTTP"`,
    "users may come from anywhere": `aws_vpc_security_group_ingress_rule.security_groups_load_balancer_from_users_80_1.cidr_ipv4 == "0.0.0.0/0"`,
    "two tasks start, without public addresses": `${AT.service}.desired_count == 2 && !${AT.service}.network_configuration[0].assign_public_ip`,
    "traffic shifts 10 percent a minute": `${AT.group}.deployment_config_name == "CodeDeployDefault.ECSLinear10PercentEvery1Minutes"`,
    "the original tasks are kept for five minutes": `${AT.group}.blue_green_deployment_config[0].terminate_blue_instances_on_deployment_success[0].termination_wait_time_in_minutes == 5`,
    "a release rolls back by itself": same(`${AT.group}.auto_rollback_configuration[0].events`, [
      hcl("DEPLOYMENT_FAILURE"),
      hcl("DEPLOYMENT_STOP_ON_ALARM"),
      hcl("DEPLOYMENT_STOP_ON_REQUEST"),
    ]),
    "the stages are source, build and deploy": `${AT.pipeline}.stage[*].name == tolist(["Source", "Build", "Deploy"])`,
    "the branch main is released": `${AT.pipeline}.stage[0].action[0].configuration.BranchName == "main" && ${AT.pipeline}.stage[0].action[0].configuration.PollForSourceChanges == "false"`,
  },
  applied: {
    "a push to main starts the pipeline": `jsondecode(aws_cloudwatch_event_rule.pipeline_triggers_on_push.event_pattern).detail.referenceName == ["main"] && jsondecode(aws_cloudwatch_event_rule.pipeline_triggers_on_push.event_pattern).resources == [aws_codecommit_repository.pipeline_source_repository.arn]`,
    "new settings of the task, and of where it runs, start the pipeline": `jsondecode(aws_cloudwatch_event_rule.pipeline_triggers_on_settings.event_pattern).detail.name == [${AT.template}.name, ${AT.spread}.name, ${AT.place}.name]`,
    "tasks leave through NAT, from the private subnets": same(
      `${AT.service}.network_configuration[0].subnets`,
      ["aws_subnet.networking_subnets_private_1.id", "aws_subnet.networking_subnets_private_2.id"],
    ),
  },
};

/** Every configuration that is checked. */
export const ROWS: readonly Row[] = [
  DEFAULT,
  ...NETWORK_ROWS,
  ...ENTRY_ROWS,
  ...APP_ROWS,
  ...RELEASE_ROWS,
  ...EFS_ROWS,
  ...GOLDEN_AMI_ROWS,
  ...ROLLING_ROWS,
  ...ECS_ROLLING_ROWS,
  ...STATE_ROWS,
];

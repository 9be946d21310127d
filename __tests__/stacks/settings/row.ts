import type { SystemId } from "../../../config/schema/systems";
import type { Settings } from "../../helpers/synth";

/** What one setting does to the Terraform of a system: all of it. */
export interface Row {
  /** @default - the main system */
  readonly system?: SystemId;
  /** Path in the configuration; `[]` is the first of a list. */
  readonly setting: string;
  readonly value: unknown;
  /** Settings on both sides of the comparison. @default - none */
  readonly given?: Settings;
  /** Settings that have to come along with this one, by path. @default - none */
  readonly also?: Readonly<Record<string, unknown>>;
  /** Addresses; `{a,b}` stands for each. @default - none */
  readonly added?: readonly string[];
  /** Addresses; `{a,b}` stands for each. @default - none */
  readonly removed?: readonly string[];
  /**
   * What is new in a block: each path with its new value, or, where the values are for other tests, just the paths
   * that all of it lies below. Addresses; `{a,b}` stands for each. @default - nothing
   */
  readonly changed?: Readonly<Record<string, readonly string[] | Readonly<Record<string, unknown>>>>;
}

export const SERVICE = "aws_ecs_service.app_infra_service";
export const PLACEHOLDER = "aws_ecs_task_definition.app_infra_placeholder";
export const TEMPLATE = "aws_ssm_parameter.app_infra_task_template";
/** Where tasks run: what a release brings. */
export const SPREAD = "aws_ssm_parameter.app_infra_release_settings_capacity_provider_strategy";
export const PLACE = "aws_ssm_parameter.app_infra_release_settings_network_configuration";
export const LOAD_BALANCER = "aws_lb.app_infra_load_balancer";
export const TARGET_GROUPS = "aws_lb_target_group.app_infra_target_groups_{blue,green}";
export const PRODUCTION = "aws_lb_listener.app_infra_listeners_production";
export const TEST = "aws_lb_listener.app_infra_listeners_test";
export const BUILD = "aws_codebuild_project.pipeline_build";
export const PIPELINE = "aws_codepipeline.pipeline_pipeline";
export const GROUP = "aws_codedeploy_deployment_group.pipeline_code_deploy_group";
export const HOOK = "aws_lambda_function.pipeline_validate_green";
export const INGRESS = "aws_vpc_security_group_ingress_rule.security_groups_load_balancer_from";
export const EGRESS = "aws_vpc_security_group_egress_rule.security_groups";

/** The policy of a job's role, by its address's end. */
export const policyOf = (job: string) => `aws_iam_role_policy.security_roles_${job}_policy`;

/** Everything that a text with `{a,b}` in it stands for. */
export function spellOut(text: string): string[] {
  const [, before = "", choices, after = ""] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(text) ?? [];
  if (choices === undefined) return [text];
  return choices.split(",").flatMap((choice) => spellOut(`${before}${choice}${after}`));
}

import type { Attributes, Template } from "./template";

/** The pipeline's stages in their order. */
export function stages(template: Template): Attributes[] {
  return template.only("aws_codepipeline").stage;
}

/** Branches whose pushes start the pipeline, by whichever way. */
export function watchedBranches(template: Template): string[] {
  const rule = template.resources("aws_cloudwatch_event_rule").pipeline_triggers_on_push;
  if (rule) return JSON.parse(rule.event_pattern).detail.referenceName;
  return template.only("aws_codepipeline").trigger[0].git_configuration.push[0].branches.includes;
}

/** Alarms by name. */
export function alarms(template: Template): [string, Attributes][] {
  return Object.entries(template.resources("aws_cloudwatch_metric_alarm"));
}

/** What an alarm reads, whether it reads one metric or computes with several. */
export function metrics(alarm: Attributes): Attributes[] {
  return alarm.metric_query?.flatMap(({ metric }: Attributes) => metric ?? []) ?? [alarm];
}

/** Alarms that stop a release, by whichever engine. */
export function watchedAlarms(template: Template): string[] {
  const group = Object.values(template.resources("aws_codedeploy_deployment_group"))[0];
  return group?.alarm_configuration.alarms ?? template.only("aws_ecs_service").alarms.alarm_names;
}

/** The task definition of releases, but for its image. */
export function taskTemplate(template: Template): Attributes {
  return JSON.parse(template.at("aws_ssm_parameter.app_infra_task_template").value);
}

/** The container that releases run. */
export function released(template: Template): Attributes {
  return taskTemplate(template).containerDefinitions[0];
}

/** The container that serves until the first release. */
export function placeholder(template: Template): Attributes {
  return JSON.parse(template.only("aws_ecs_task_definition").container_definitions)[0];
}

/** Every statement of every role's policy that allows something. */
export function allowed(template: Template): Attributes[] {
  const statements = Object.values(template.resources("aws_iam_role_policy")).flatMap(
    ({ policy }): Attributes[] => JSON.parse(policy).Statement,
  );
  return statements.filter(({ Effect }) => Effect === "Allow");
}

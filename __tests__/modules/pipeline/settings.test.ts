import { ecsBlueGreen } from "../../helpers/systems";
import type { Attributes, Template } from "../../helpers/template";

const PARTS = [
  "task_template",
  "release_settings_capacity_provider_strategy",
  "release_settings_network_configuration",
];
const parameters = (attribute: "arn" | "name", parts = PARTS) =>
  parts.map((part) => `\${aws_ssm_parameter.app_infra_${part}.${attribute}}`);

/** Parameters that a build reads when it starts. */
const read = (template: Template, project: string) =>
  template
    .at(`aws_codebuild_project.pipeline_${project}`)
    .environment.environment_variable.filter(({ type }: Attributes) => type === "PARAMETER_STORE")
    .map(({ value }: Attributes) => value);

/** Parameters that a role may read. */
const readable = (template: Template, job: string) =>
  template
    .permissions(job)
    .filter(({ Action }) => Action.includes("ssm:GetParameters"))
    .flatMap(({ Resource }) => Resource);

describe.each(["codedeploy", "native"] as const)("what a release brings, with the engine %s,", (engine) => {
  const template = ecsBlueGreen({ engine });

  test("is read by the build, which may read that and no more", () => {
    expect(read(template, "build")).toEqual(parameters("name"));
    expect(readable(template, "build")).toEqual(parameters("arn"));
  });

  test("starts the pipeline when any of it changes", () => {
    const { event_pattern } = template.at("aws_cloudwatch_event_rule.pipeline_triggers_on_settings");
    expect(JSON.parse(event_pattern).detail.name).toEqual(parameters("name"));
  });

  test("is spelt as the one who replaces tasks reads it", () => {
    const { value } = template.at("aws_ssm_parameter.app_infra_release_settings_network_configuration");
    const [first] = Object.keys(JSON.parse(value));
    expect(first).toBe(engine === "native" ? "awsvpcConfiguration" : "AwsvpcConfiguration");
  });
});

describe("the native engine's release", () => {
  const template = ecsBlueGreen({ engine: "native" });
  const where = PARTS.slice(1);
  const { buildspec } = template.at("aws_codebuild_project.pipeline_ecs_native_release").source;
  const [script] = JSON.parse(buildspec).phases.build.commands;

  test("reads where tasks run, and may read no more: the build has filled the task definition", () => {
    expect(read(template, "ecs_native_release")).toEqual(parameters("name", where));
    expect(readable(template, "release")).toEqual(parameters("arn", where));
  });

  test("brings it with the revision, and deploys even if nothing differs", () => {
    const [update = ""] = script.match(/^aws ecs update-service .*$/m) ?? [];
    for (const option of [
      '--task-definition "$revision"',
      '--capacity-provider-strategy "$CAPACITY_PROVIDER_STRATEGY"',
      '--network-configuration "$NETWORK_CONFIGURATION"',
      "--force-new-deployment",
    ])
      expect(update).toContain(` ${option} `);
  });

  test("follows the deployment that is newer than the newest before it", () => {
    const order = ["before=$(newest)", "aws ecs update-service", 'while [ "$deployment" = "$before" ]'];
    const places = order.map((text) => script.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
});

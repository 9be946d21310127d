import { UserError } from "../config/user-error";
import { type Resource, StackJson, type TerraformJson } from "../cost/stack-json";
import type { Block } from "../modules/policy/block";
import { readJson } from "../modules/policy/json";
import { addressesIn, parseReference, replaceExpressions } from "../modules/policy/reference";
import { ciFacts, isReleasedByCi } from "./ci-facts";
import type {
  ArtifactFile,
  BuildFacts,
  DeployFacts,
  HealthCheck,
  HookFunction,
  InstanceFacts,
  StackFacts,
} from "./facts";
import { type Attributes, isObject } from "./overlay";

/**
 * Reads what a release needs to agree with.
 *
 * @param name the stack's name, for errors
 * @throws UserError where nothing releases to what the stack has
 */
export function stackFacts(name: string, json: TerraformJson): StackFacts {
  const stack = new StackJson(json);
  const [pipeline] = stack.ofType("aws_codepipeline");
  const isByCi = isReleasedByCi(stack);
  if (!pipeline && !isByCi)
    throw new UserError(`${name} has no aws_codepipeline: choose a stack that releases an application`);
  const actions = (pipeline?.blocks("stage") ?? []).flatMap((stage) => stage.blocks("action"));
  const [group] = stack.ofType("aws_codedeploy_deployment_group");
  const service = serviceOf(stack, group);
  const balancer = service?.block("load_balancer");
  return {
    container: { name: balancer?.text("container_name"), port: balancer?.number("container_port") },
    healthChecks: healthChecks(stack, group, balancer),
    hasTestListener: testListeners(group).length > 0,
    hookFunctions: hookFunctions(stack, group),
    taskDefinitionTemplate: taskDefinitionTemplate(stack),
    builds: sourceBuilds(stack, actions),
    deploy: deployFacts(stack, actions),
    instances: instanceFacts(stack, group),
    ...(isByCi && ciFacts(stack)),
  };
}

function instanceFacts(stack: StackJson, group: Block | undefined): InstanceFacts | undefined {
  const application = stack.named("aws_codedeploy_app", group?.text("app_name"));
  if (!group || application?.text("compute_platform") !== "Server") return undefined;
  const named = group.block("load_balancer_info", "target_group_info").text("name");
  const target = stack.named("aws_lb_target_group", named) ?? stack.ofType("aws_lb_target_group")[0];
  const health = target?.block("health_check");
  return {
    hasTrafficControl: group.block("deployment_style").text("deployment_option") === "WITH_TRAFFIC_CONTROL",
    // AWS's own defaults.
    // @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    // @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
    drainSeconds: target?.number("deregistration_delay") ?? 300,
    healthySeconds: (health?.number("interval") ?? 30) * (health?.number("healthy_threshold") ?? 5),
  };
}

function serviceOf(stack: StackJson, group: Block | undefined): Resource | undefined {
  const name = group?.block("ecs_service").text("service_name");
  return stack.named("aws_ecs_service", name) ?? stack.ofType("aws_ecs_service")[0];
}

/** CodeDeploy names the target groups of its pair, ECS's own engine stands in the service. */
function healthChecks(
  stack: StackJson,
  group: Block | undefined,
  balancer: Block | undefined,
): HealthCheck[] {
  const pair = group?.block("load_balancer_info", "target_group_pair_info").blocks("target_group") ?? [];
  const texts = [
    ...pair.map((target) => target.text("name")),
    balancer?.text("target_group_arn"),
    balancer?.block("advanced_configuration").text("alternate_target_group_arn"),
  ];
  const checks = texts
    .map((text) => stack.named("aws_lb_target_group", text)?.block("health_check"))
    .filter((check) => check !== undefined)
    .filter((check) => (check.text("port") ?? "traffic-port") === "traffic-port" && check.text("path"))
    .map((check) => ({ path: check.text("path") ?? "/", matcher: check.text("matcher") ?? "200" }));
  return [...new Map(checks.map((check) => [JSON.stringify(check), check])).values()];
}

function testListeners(group: Block | undefined): readonly string[] {
  const route = group?.block("load_balancer_info", "target_group_pair_info", "test_traffic_route");
  return route?.list("listener_arns") ?? [];
}

/** The functions that CodeDeploy's role may call; all of them where its policy is not in the stack. */
function hookFunctions(stack: StackJson, group: Block | undefined): HookFunction[] {
  const role = parseReference(group?.text("service_role_arn"))?.address;
  const callable = stack
    .ofType("aws_iam_role_policy")
    .filter((policy) => parseReference(policy.text("role"))?.address === role)
    .flatMap((policy) => readJson(policy.text("policy") ?? "")?.blocks("Statement") ?? [])
    .filter((statement) => statement.list("Action").includes("lambda:InvokeFunction"))
    .flatMap((statement) => statement.list("Resource").flatMap(addressesIn));
  return stack
    .ofType("aws_lambda_function")
    .filter(({ address }) => callable.length === 0 || callable.includes(address))
    .map((lambda) => ({ name: lambda.text("function_name") ?? "", arn: `\${${lambda.address}.arn}` }));
}

/** The parameter among the builds' variables that holds a task definition. */
function taskDefinitionTemplate(stack: StackJson): Attributes | undefined {
  return stack
    .ofType("aws_codebuild_project")
    .flatMap((project) => project.block("environment").blocks("environment_variable"))
    .map((variable) => parseJson(buildValue(stack, variable)))
    .find((value) => Array.isArray(value?.containerDefinitions));
}

/** JSON with references in it, which may hold quotes of their own. */
function parseJson(text = ""): Attributes | undefined {
  for (const candidate of [text, replaceExpressions(text, (part) => JSON.stringify(part).slice(1, -1))]) {
    try {
      const value: unknown = JSON.parse(candidate);
      return isObject(value) ? value : undefined;
    } catch {
      // Then the next; a text that is none is no template.
    }
  }
  return undefined;
}

/** CodeBuild actions whose input is what a source action puts out. */
function sourceBuilds(stack: StackJson, actions: readonly Block[]): BuildFacts[] {
  const sources = actions
    .filter((action) => action.text("category") === "Source")
    .flatMap((action) => action.list("output_artifacts"));
  return actions
    .filter((action) => sources.includes(action.list("input_artifacts")[0] ?? ""))
    .flatMap((action) => {
      const project = projectOf(stack, action);
      return project ? [buildFacts(stack, project, action.list("output_artifacts"))] : [];
    });
}

function projectOf(stack: StackJson, action: Block): Resource | undefined {
  return stack.named("aws_codebuild_project", action.map("configuration").ProjectName);
}

function buildFacts(stack: StackJson, project: Resource, outputs: readonly string[]): BuildFacts {
  const variables = project.block("environment").blocks("environment_variable");
  return {
    project: project.text("name") ?? project.address,
    buildspec: project.block("source").text("buildspec") || "buildspec.yml",
    variables: Object.fromEntries(
      variables.map((variable) => [variable.text("name") ?? "", buildValue(stack, variable)]),
    ),
    outputs,
  };
}

/** The value that a build sees, as far as the stack says it. */
function buildValue(stack: StackJson, variable: Block): string | undefined {
  const text = variable.text("value");
  switch (variable.text("type") ?? "PLAINTEXT") {
    case "PLAINTEXT":
      return text && referredText(stack, text);
    case "PARAMETER_STORE":
      return stack.named("aws_ssm_parameter", text)?.text("value");
    default:
      return undefined;
  }
}

/** What a reference stands for, where the stack says it. */
function referredText(stack: StackJson, text: string): string {
  const reference = parseReference(text);
  const resource = stack.resources.find(({ address }) => address === reference?.address);
  return (reference && resource?.text(reference.attribute)) ?? text;
}

/**
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeDeploy.html
 */
function deployFacts(stack: StackJson, actions: readonly Block[]): DeployFacts {
  const toInstances = actions.find((one) => one.text("provider") === "CodeDeploy");
  if (toInstances) {
    const artifact = toInstances.list("input_artifacts")[0] ?? "";
    return { appSpec: { artifact, path: "appspec.yml" }, images: [] };
  }
  const action = actions.find((one) => one.text("provider") === "CodeDeployToECS");
  if (!action) return { taskDefinition: nativeTaskDefinition(stack, actions), images: [] };
  const settings = action.map("configuration");
  const input = action.list("input_artifacts")[0] ?? "";
  return {
    appSpec: {
      artifact: settings.AppSpecTemplateArtifact ?? input,
      path: settings.AppSpecTemplatePath ?? "appspec.yaml",
    },
    taskDefinition: {
      artifact: settings.TaskDefinitionTemplateArtifact ?? input,
      path: settings.TaskDefinitionTemplatePath ?? "taskdef.json",
    },
    images: [1, 2, 3, 4].flatMap((number) => {
      const artifact = settings[`Image${number}ArtifactName`];
      const placeholder = settings[`Image${number}ContainerName`];
      return artifact && placeholder ? [{ artifact, placeholder }] : [];
    }),
  };
}

/** ECS's own engine is driven by a build, which registers a file of the artifact that it is given. */
function nativeTaskDefinition(stack: StackJson, actions: readonly Block[]): ArtifactFile | undefined {
  for (const action of actions) {
    const buildspec = projectOf(stack, action)?.block("source").text("buildspec") ?? "";
    const path = /register-task-definition\s+--cli-input-json\s+file:\/\/([\w./-]+)/.exec(buildspec)?.[1];
    if (path) return { artifact: action.list("input_artifacts")[0] ?? "", path };
  }
  return undefined;
}

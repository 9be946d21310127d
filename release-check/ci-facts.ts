import { type Resource, StackJson, type TerraformJson } from "../cost/stack-json";
import { replaceExpressions } from "../modules/policy/reference";
import type { StackFacts } from "./facts";
import { type Attributes, isObject } from "./overlay";

/** What the CI of an application runs where nothing in the stack releases it. */
const SCRIPT = "release.sh";

/** Whether an application is released to what a stack has: by its pipeline, or by the application's own CI. */
export function releasesAnApplication(json: TerraformJson): boolean {
  return json.resource?.aws_codepipeline !== undefined || isReleasedByCi(new StackJson(json));
}

/** Whether the CI of the application releases: the stack has a service that ECS itself updates, and no pipeline. */
export function isReleasedByCi(stack: StackJson): boolean {
  const [service] = stack.ofType("aws_ecs_service");
  if (!service || stack.ofType("aws_codepipeline").length > 0) return false;
  const controller = service.block("deployment_controller").text("type") ?? "ECS";
  const strategy = service.block("deployment_configuration").text("strategy") ?? "ROLLING";
  return controller === "ECS" && strategy === "ROLLING";
}

/** What is different of such a stack: a script in the place of builds, and a task definition that nobody lays a file over. */
export function ciFacts(
  stack: StackJson,
): Pick<StackFacts, "releaseScript" | "taskDefinitionTemplate" | "builds" | "deploy"> {
  const [service] = stack.ofType("aws_ecs_service");
  const placeholder = stack.named("aws_ecs_task_definition", service?.text("task_definition"));
  const template = stack
    .ofType("aws_ecs_task_definition")
    .find((definition) => definition.address !== placeholder?.address);
  return {
    releaseScript: SCRIPT,
    taskDefinitionTemplate: template && containersOf(template),
    builds: [],
    deploy: { images: [] },
  };
}

/** `undefined` where they are no JSON before Terraform has run. */
function containersOf(definition: Resource): Attributes | undefined {
  // An expression may hold quotes of its own.
  const text = replaceExpressions(definition.text("container_definitions") ?? "", (part) =>
    JSON.stringify(part).slice(1, -1),
  );
  try {
    const containers: unknown = JSON.parse(text);
    return Array.isArray(containers) ? { containerDefinitions: containers.filter(isObject) } : undefined;
  } catch {
    return undefined;
  }
}

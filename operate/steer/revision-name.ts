/** Whether a text names a revision of a task definition: `web:7`, or an ARN. */
export function isTaskDefinition(text: string): boolean {
  return /^(arn:[^/]+:task-definition\/)?[\w-]+:\d+$/.test(text);
}

/** The last part of an ARN: `web:7`. */
export function shortName(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}

/** A text with the ARNs of ECS's deployments by their last part, as CodeDeploy's are named. */
export function readable(text: string): string {
  return text.replace(/arn:\S+?:service-deployment\/[^\s/]+\/[^\s/]+\/([\w-]+)/g, "$1");
}

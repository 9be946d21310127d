/** Whether a text names a revision of a task definition: `web:7`, or an ARN. */
export function isTaskDefinition(text: string): boolean {
  return /^(arn:[^/]+:task-definition\/)?[\w-]+:\d+$/.test(text);
}

/** A text with the ARNs of ECS's deployments by their last part, as CodeDeploy's are named. */
export function readable(text: string): string {
  return text.replace(/arn:\S+?:service-deployment\/[^\s/]+\/[^\s/]+\/([\w-]+)/g, "$1");
}

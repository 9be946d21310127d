import { DeployError } from "./failure";
import type { Registrable } from "./task-definition";

/**
 * A value that stands for another one: `<IMAGE1_NAME>`, as CodePipeline fills it in.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html#file-reference-ecs-bluegreen
 */
export function isPlaceholder(value: string): boolean {
  return /^<[A-Za-z][\w-]*>$/.test(value);
}

/** Keys whose values no shell expands: what looks like a variable there was forgotten. */
const NEVER_A_VARIABLE = /(^|\.)(image|family|taskRoleArn|executionRoleArn|cpu|memory|awslogs-\w+)$/;
const VARIABLE = /\$\{|\$\(|\{\{|<[A-Z][A-Z0-9_]*>/;

/**
 * Nothing is registered with a placeholder in it: AWS takes most of them for a value, and the tasks would not start.
 *
 * @throws DeployError that names each by where it stands
 */
export function rejectPlaceholders(definition: Registrable, source: string): void {
  const found = stringsIn(definition).filter(
    ([path, value]) => isPlaceholder(value) || (NEVER_A_VARIABLE.test(path) && VARIABLE.test(value)),
  );
  if (found.length === 0) return;
  const listed = found.map(([path, value]) => `${path} is ${value}`).join("; ");
  throw new DeployError(
    `${source} still has placeholders: ${listed}. Fill them in, or give images with --image or --container`,
  );
}

function stringsIn(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    stringsIn(inner, path === "" ? key : `${path}.${key}`),
  );
}

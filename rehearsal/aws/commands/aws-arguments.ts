import type { ActionInput } from "../actions";
import { fileOr, jsonOf, splitOnce, valueOfOption } from "./aws-values";
import { UsageError } from "./command";

/** A call of the AWS CLI. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  readonly input: ActionInput;
  readonly query?: string;
  readonly output?: string;
}

/** Options of every operation, and how many values each takes. */
const GLOBAL_OPTIONS: Readonly<Record<string, 0 | 1>> = {
  "ca-bundle": 1,
  "cli-binary-format": 1,
  "cli-connect-timeout": 1,
  "cli-read-timeout": 1,
  color: 1,
  debug: 0,
  "endpoint-url": 1,
  "no-cli-auto-prompt": 0,
  "no-cli-pager": 0,
  "no-paginate": 0,
  "no-sign-request": 0,
  "no-verify-ssl": 0,
  output: 1,
  profile: 1,
  query: 1,
  region: 1,
};

/** Services whose parameters begin with a small letter. */
const CAMEL_CASE = new Set(["codebuild", "codecommit", "codedeploy", "codepipeline", "ecr", "ecs", "logs"]);

/** Services that the CLI calls otherwise than the SDK. */
const RENAMED: Readonly<Record<string, string | undefined>> = {
  deploy: "codedeploy",
  elbv2: "elasticloadbalancing",
};

/** Parameters that are written otherwise than their options. */
const PARAMETERS: Readonly<Record<string, string | undefined>> = {
  "autoscaling target-group-arns": "TargetGroupARNs",
  "autoscaling vpc-zone-identifier": "VPCZoneIdentifier",
};

/**
 * Reads `aws <service> <operation> --options`.
 *
 * @throws UsageError
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters.html
 */
export function parseAwsCall(args: readonly string[], cwd: string): AwsCall {
  const names: string[] = [];
  const options = new Map<string, string[]>();
  let current: string[] | undefined;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? "";
    if (!argument.startsWith("--")) {
      (current ?? names).push(argument);
      continue;
    }
    const [name = "", inline] = splitOnce(argument.slice(2), "=");
    const values = inline === undefined ? [] : [inline];
    options.set(name, values);
    current = inline === undefined ? values : undefined;
    const count = Object.hasOwn(GLOBAL_OPTIONS, name) ? GLOBAL_OPTIONS[name] : undefined;
    if (count === undefined) continue;
    if (count === 1 && inline === undefined) values.push(valueAfter(args, ++index, name));
    current = undefined;
  }
  const [command, operation, ...others] = names;
  if (!command || !operation)
    throw new UsageError("the following arguments are required: service, operation");
  if (others.length > 0) throw new UsageError(`Unknown options: ${others.join(", ")}`);
  const service = RENAMED[command] ?? command;
  return {
    service,
    operation,
    input: inputOf(service, options, cwd),
    query: options.get("query")?.[0],
    output: options.get("output")?.[0],
  };
}

function valueAfter(args: readonly string[], index: number, name: string): string {
  const value = args[index];
  if (value === undefined) throw new UsageError(`argument --${name}: expected one argument`);
  return value;
}

function inputOf(service: string, options: ReadonlyMap<string, readonly string[]>, cwd: string): ActionInput {
  const input: Record<string, unknown> = {};
  for (const [name, raw] of options) {
    if (Object.hasOwn(GLOBAL_OPTIONS, name)) continue;
    const values = raw.map((value) => fileOr(value, cwd));
    if (name === "cli-input-json") Object.assign(input, jsonOf(name, values[0] ?? ""));
    else if (name.startsWith("no-") && values.length === 0) input[parameter(service, name.slice(3))] = false;
    else input[parameter(service, name)] = valueOfOption(name, values);
  }
  return input;
}

/** `repository-name` is `repositoryName`, or `RepositoryName`. */
function parameter(service: string, option: string): string {
  const pascal = PARAMETERS[`${service} ${option}`] ?? pascalCase(option);
  return CAMEL_CASE.has(service) ? pascal.charAt(0).toLowerCase() + pascal.slice(1) : pascal;
}

/** `describe-images` is `DescribeImages`. */
export function pascalCase(text: string): string {
  return text
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

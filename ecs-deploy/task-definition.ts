import { readFileSync } from "node:fs";
import {
  ContainerDefinition$,
  type RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionRequest$,
  type Tag,
  TaskDefinition$,
} from "@aws-sdk/client-ecs";
import { DeployError } from "./failure";

/** A task definition as it can be registered. */
export type Registrable = RegisterTaskDefinitionCommandInput;

/** A task definition that a new revision is made from, and keys in it that the SDK does not know and would not send. */
export interface Base {
  readonly definition: Registrable;
  readonly unknownKeys: readonly string[];
}

/**
 * Every key that RegisterTaskDefinition accepts, from the SDK's own description of its input: what AWS adds to it is
 * carried over once the SDK is renewed.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export const REGISTRABLE_KEYS: readonly string[] = RegisterTaskDefinitionRequest$[4];

/** What DescribeTaskDefinition tells of a revision, and no other may be registered with. */
const DESCRIBED_KEYS: readonly string[] = TaskDefinition$[4];

/**
 * What can be registered again of something that describes a task definition: as AWS answers it or as a file holds it,
 * with the wrapper `taskDefinition` or without.
 *
 * Tags whose key begins with `aws:` are AWS's own and cannot be set.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html
 *
 * @param source how errors name it
 * @throws DeployError where it is no task definition
 */
export function toRegistrable(described: unknown, source: string): Base {
  const outer = objectOf(described, source);
  const inner = "taskDefinition" in outer ? objectOf(outer.taskDefinition, source) : outer;
  const tags = (outer.tags ?? inner.tags ?? []) as Tag[];
  const own = tags.filter(({ key }) => !key?.startsWith("aws:"));
  const known = Object.entries(withoutNull(inner)).filter(
    ([key]) => key !== "tags" && REGISTRABLE_KEYS.includes(key),
  );
  const definition = Object.fromEntries(known) as unknown as Registrable;
  for (const key of ["family", "containerDefinitions"] as const) {
    if (definition[key] === undefined) {
      throw new DeployError(
        `${source} is no task definition: it has no ${key}. Give one in the form of "aws ecs describe-task-definition" or of "aws ecs register-task-definition --cli-input-json"`,
      );
    }
  }
  return {
    definition: own.length > 0 ? { ...definition, tags: own } : definition,
    unknownKeys: [
      ...unknown(inner, [...REGISTRABLE_KEYS, ...DESCRIBED_KEYS]),
      ...(definition.containerDefinitions ?? []).flatMap((container) =>
        unknown(container, ContainerDefinition$[4]).map((key) => `${key} of ${container.name}`),
      ),
    ],
  };
}

function unknown(value: object, keys: readonly string[]): string[] {
  return Object.keys(value).filter((key) => !keys.includes(key));
}

/** @throws DeployError where the file cannot be read, is no JSON, or no task definition */
export function readTaskDefinitionFile(file: string): Base {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new DeployError(`--task-definition-file ${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return toRegistrable(JSON.parse(text), file);
  } catch (error) {
    if (error instanceof DeployError) throw error;
    throw new DeployError(`--task-definition-file ${file} is no JSON: ${(error as Error).message}`);
  }
}

function objectOf(value: unknown, source: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new DeployError(`${source} is no task definition: a JSON object is expected`);
}

/** AWS refuses null where it accepts that a key is absent. */
function withoutNull<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNull) as T;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner == null ? [] : [[key, withoutNull(inner)]])),
  ) as T;
}

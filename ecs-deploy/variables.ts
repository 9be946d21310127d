import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { DeployError } from "./failure";
import type { ImageChange } from "./rewrite";
import type { Registrable } from "./task-definition";

/** A variable that a container gets: its value, or where ECS reads it from. */
export interface Variable {
  readonly kind: "env" | "secret";
  /** @default - the container that gets a new image, else the only one */
  readonly container?: string;
  readonly name: string;
  /** The value of an `env`, the ARN of a `secret`. */
  readonly value: string;
}

/**
 * Sets variables of containers. A name is either a value or a secret: AWS refuses a container that has both.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 *
 * @param images which containers the release gives an image to
 * @throws DeployError where it is not clear which container is meant, or one is named that is not there
 */
export function setVariables(
  definition: Registrable,
  variables: readonly Variable[],
  images: readonly ImageChange[],
): Registrable {
  const containers = definition.containerDefinitions ?? [];
  const names = containers.map(({ name = "" }) => name);
  const released = names.filter((name) => images.some(({ container }) => container === name));
  const targets = variables.map((variable) => {
    const [only, ...more] = variable.container
      ? names.filter((name) => name === variable.container)
      : released.length === 1
        ? released
        : names;
    if (only !== undefined && more.length === 0) return only;
    throw new DeployError(
      `it is not clear which container gets --${variable.kind} ${variable.name}: write it as CONTAINER/${variable.name}=…, with one of ${names.join(", ")}`,
    );
  });
  const containerDefinitions = containers.map((container) =>
    variables
      .filter((_, index) => targets[index] === container.name)
      .reduce<ContainerDefinition>(setVariable, container),
  );
  return { ...definition, containerDefinitions };
}

function setVariable(container: ContainerDefinition, { kind, name, value }: Variable): ContainerDefinition {
  const environment = (container.environment ?? []).filter((variable) => variable.name !== name);
  const secrets = (container.secrets ?? []).filter((secret) => secret.name !== name);
  const set = {
    env: { environment: [...environment, { name, value }], secrets },
    secret: { environment, secrets: [...secrets, { name, valueFrom: value }] },
  }[kind];
  const { secrets: _, ...rest } = { ...container, ...set };
  return set.secrets.length > 0 ? { ...rest, secrets: set.secrets } : rest;
}

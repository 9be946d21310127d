import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { UserError } from "../config/user-error";
import { DeployError } from "../ecs-deploy/failure";
import { type ImageName, parseImage, printImage } from "../ecs-deploy/image-name";
import { isPlaceholder } from "../ecs-deploy/placeholders";
import { rewriteImages } from "../ecs-deploy/rewrite";
import { type Registrable, toRegistrable } from "../ecs-deploy/task-definition";
import type { Facts } from "./facts";

/** What the next release would register. */
export interface NextRevision {
  readonly definition: Registrable;
  /** Where it comes from: the name of a parameter, or the ARN of a revision. */
  readonly source: string;
  /** When that was changed last, in milliseconds since the epoch. */
  readonly changedAt: number;
}

/** The parameter that Terraform keeps the task in, and the build takes it from. */
const TEMPLATE = /\/task-definition$/;

/** Tag of the image in revisions that Terraform registers: nobody pushes it. */
const UNRELEASED = /:unreleased$/;

/**
 * The task definition that the next release would use. With a pipeline that is the template of the stack, else the newest
 * revision of the family; whatever image is wanted, or the live one, in it. What a repository's own `taskdef.json` lays
 * over the template is not known here.
 *
 * @param image the image that is to be released. @default - the one that runs
 * @throws UserError where the template is no task definition, or the image belongs to no container
 */
export function nextRevision(facts: Facts, image?: string): Promise<NextRevision> {
  return facts.once(`next ${image ?? ""}`, async () => {
    const live = await facts.live();
    const { definition, ...where } = await withoutImage(facts, live.definition);
    const wanted = image === undefined ? undefined : parseImage(image);
    const filled = withLiveImages(definition, live.definition);
    return { ...where, definition: wanted === undefined ? filled : withImage(filled, wanted) };
  });
}

function withImage(definition: Registrable, image: ImageName): Registrable {
  try {
    return rewriteImages(definition, { kind: "image", image }, new Map()).definition;
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    const images = definition.containerDefinitions?.map(({ name, image: current }) => `${name} (${current})`);
    throw new UserError(
      `it is not clear which container of ${definition.family} gets ${printImage(image)}: give --image an image of the repository of one of ${images?.join(", ")}`,
    );
  }
}

async function withoutImage(facts: Facts, live: Registrable): Promise<NextRevision> {
  const { calls, system } = facts.operator;
  const name = system.parameters.find((parameter) => TEMPLATE.test(parameter));
  if (name === undefined) {
    const { arn, definition, registeredAt } = await facts.revision(live.family ?? "");
    return { definition, source: arn, changedAt: registeredAt };
  }
  const { Parameter } = await calls.of("ssm", SSMClient)(new GetParameterCommand({ Name: name }));
  return {
    definition: toRegistrable(parse(Parameter?.Value, name), `the parameter ${name}`).definition,
    source: name,
    changedAt: Parameter?.LastModifiedDate?.getTime() ?? 0,
  };
}

function parse(text: string | undefined, name: string): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new UserError(`the parameter ${name} is no JSON: deploy the stack again, which writes it`);
  }
}

/** What stands for an image until a release is the live container's. */
function withLiveImages(definition: Registrable, live: Registrable): Registrable {
  return {
    ...definition,
    containerDefinitions: definition.containerDefinitions?.map((container) => {
      const { image = "", name } = container;
      if (!isPlaceholder(image) && !UNRELEASED.test(image)) return container;
      const running = live.containerDefinitions?.find((one) => one.name === name)?.image;
      return { ...container, image: running ?? image };
    }),
  };
}

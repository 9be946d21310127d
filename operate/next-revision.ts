import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { UserError } from "../config/user-error";
import { DeployError } from "../ecs-deploy/failure";
import { type ImageName, parseImage, printImage } from "../ecs-deploy/image-name";
import { rewriteImages } from "../ecs-deploy/rewrite";
import { type Registrable, toRegistrable } from "../ecs-deploy/task-definition";
import type { Facts } from "./facts";
import type { SystemResources } from "./find-system";
import { withoutRelease, withPushedImages } from "./live-images";

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

/**
 * The task definition that the next release would use. With a pipeline that is the template of the stack, else the newest
 * revision of the family; whatever image is wanted, or the live one, in it. What a repository's own `taskdef.json` lays
 * over the template is not known here.
 *
 * @param image the image that is to be released. @default - the one that runs
 * @throws UserError where the template is no task definition, or the image belongs to no container
 */
export function nextRevision(facts: Facts, image?: string): Promise<NextRevision> {
  if (image === undefined) return nextSettings(facts);
  return facts.once(`next ${image}`, async () => {
    const { definition, ...where } = await begunWith(facts);
    return { ...where, definition: withImage(definition, parseImage(image)) };
  });
}

/**
 * The same with the live image wherever the release brings its own: what differs from what runs then is settings alone. A
 * template holds no image of a release. The newest revision holds that of the last one, also where that was undone since.
 *
 * @param image the image that is to be released. @default - the one that runs
 * @throws UserError where the template is no task definition
 */
export function nextSettings(facts: Facts, image?: string): Promise<NextRevision> {
  return facts.once(`settings ${image ?? ""}`, async () => {
    const begun = await begunWith(facts);
    const { system } = facts.operator;
    if (templateOf(system) !== undefined) return begun;
    const { definition: live } = await facts.live();
    const releasing = {
      repository: system.imageRepository,
      ...(image !== undefined && { image: parseImage(image) }),
    };
    return { ...begun, definition: withoutRelease(begun.definition, live, releasing) };
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

/** What a release begins with, once images that nobody pushes are the live ones. */
function begunWith(facts: Facts): Promise<NextRevision> {
  return facts.once("next begins with", async () => {
    const { definition: live } = await facts.live();
    const { definition, ...where } = await newest(facts, live.family ?? "");
    return { ...where, definition: withPushedImages(definition, live) };
  });
}

async function newest(facts: Facts, family: string): Promise<NextRevision> {
  const { calls, system } = facts.operator;
  const name = templateOf(system);
  if (name === undefined) {
    const { arn, definition, registeredAt } = await facts.revision(family);
    return { definition, source: arn, changedAt: registeredAt };
  }
  const { Parameter } = await calls.of("ssm", SSMClient)(new GetParameterCommand({ Name: name }));
  return {
    definition: toRegistrable(parse(Parameter?.Value, name), `the parameter ${name}`).definition,
    source: name,
    changedAt: Parameter?.LastModifiedDate?.getTime() ?? 0,
  };
}

function templateOf({ parameters }: SystemResources): string | undefined {
  return parameters.find((parameter) => TEMPLATE.test(parameter));
}

function parse(text: string | undefined, name: string): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new UserError(`the parameter ${name} is no JSON: deploy the stack again, which writes it`);
  }
}

import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  ECSClient,
  type Service,
} from "@aws-sdk/client-ecs";
import { CallError } from "../../aws/failure";
import { UserError } from "../../config/user-error";
import { isInEcr } from "../../ecs-deploy/ecr-image";
import { parseImage } from "../../ecs-deploy/image-name";
import { taskDefinitionOf } from "../../ecs-deploy/service";
import type { Operator } from "../operator";
import { type DeploymentState, isGoing, type Version } from "./model";

/**
 * While users are moved, what ECS calls the service's own task definition may serve none yet; and where ECS took a deployment
 * back, it may serve none any more.
 */
export function liveTaskDefinition(service: Service, deployment: DeploymentState | undefined): string {
  const isSettled = !deployment || (!isGoing(deployment) && deployment.engine !== "native");
  return (isSettled ? undefined : liveSide(deployment)?.taskDefinition) ?? taskDefinitionOf(service);
}

/** The side of a deployment that has most users; of two with as many, the original. */
export function liveSide(
  deployment: DeploymentState | undefined,
): DeploymentState["sides"][number] | undefined {
  const { sides = [] } = deployment ?? {};
  return [...sides]
    .filter(({ share }) => share > 0)
    .sort((one, other) => other.share - one.share || BY_ROLE(one))[0];
}

const BY_ROLE = ({ role }: { readonly role: string }) => (role === "original" ? -1 : 1);

/** What a task definition runs: its container of the stack's repository, else its first essential one. */
export async function versionOf(operator: Operator, taskDefinitionArn: string): Promise<Version> {
  const { taskDefinition } = await operator.calls.of(
    "ecs",
    ECSClient,
  )(new DescribeTaskDefinitionCommand({ taskDefinition: taskDefinitionArn }));
  const containers = taskDefinition?.containerDefinitions ?? [];
  const image = mainContainer(operator, containers)?.image;
  if (!image) throw new UserError(`the task definition ${taskDefinitionArn} has no container with an image`);
  return {
    taskDefinition: taskDefinition?.taskDefinitionArn ?? taskDefinitionArn,
    image,
    ...(await imageOf(operator, image)),
  };
}

function mainContainer(
  { system: { imageRepository } }: Operator,
  containers: readonly ContainerDefinition[],
) {
  const isOwn = ({ image = "" }: ContainerDefinition) =>
    imageRepository !== undefined && parseImage(image).path === imageRepository;
  return containers.find(isOwn) ?? containers.find(({ essential }) => essential !== false) ?? containers[0];
}

/**
 * What ECR has of an image.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html
 */
async function imageOf({ calls }: Operator, text: string): Promise<Partial<Version>> {
  const image = parseImage(text);
  const own = { ...(image.digest && { digest: image.digest }), ...(image.tag && { tag: image.tag }) };
  if (!isInEcr(image)) return own;
  const send = calls.of("ecr", ECRClient);
  try {
    const { imageDetails: [detail] = [] } = await send(
      new DescribeImagesCommand({
        registryId: image.registry?.split(".")[0],
        repositoryName: image.path,
        imageIds: [image.digest ? { imageDigest: image.digest } : { imageTag: image.tag ?? "latest" }],
      }),
    );
    const tags = detail?.imageTags ?? [];
    const tag = tags.find((one) => /^[0-9a-f]{12,}$/.test(one)) ?? tags[0] ?? image.tag;
    return {
      ...own,
      ...(detail?.imageDigest && { digest: detail.imageDigest }),
      ...(tag && { tag }),
      ...(detail?.imagePushedAt && { pushedAt: detail.imagePushedAt.getTime() }),
    };
  } catch (error) {
    // A lifecycle policy may have removed it: what runs goes on running.
    if (error instanceof CallError && /^(Image|Repository)NotFound/.test(error.code)) return own;
    throw error;
  }
}

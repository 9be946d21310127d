import { BatchGetImageCommand, ECRClient } from "@aws-sdk/client-ecr";
import { ecrRegistryOf } from "../../../ecs-deploy/ecr-image";
import { type ImageName, parseImage, printImage } from "../../../ecs-deploy/image-name";
import { nextRevision } from "../../next-revision";
import { isMissing } from "../../refused";
import { type Check, type Finding, NotChecked, type Subject } from "../model";

/**
 * Each image that tasks of the release pull is asked for. The one that runs counts, too: what a rollback or scaling starts
 * pulls it again.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html
 */
export const imagesThere: Check = {
  id: "images-there",
  title: "images are in their registry",
  applies: ({ service }) => service !== undefined,
  async find(subject) {
    const { facts, release } = subject;
    const [live, next] = await Promise.all([facts.live(), nextRevision(facts, release.image)]);
    const images = [live, next].flatMap(({ definition }) =>
      (definition.containerDefinitions ?? []).flatMap(({ image }) => image ?? []),
    );
    const named = [...new Set(images)].map((image) => parseImage(image));
    const inEcr = named.filter((image) => ecrRegistryOf(image) !== undefined);
    if (inEcr.length === 0) {
      throw new NotChecked(
        `${named.map(printImage).join(", ")}: in no private registry of ECR, which alone is asked`,
      );
    }
    return (await Promise.all(inEcr.map((image) => findingsOf(subject, image)))).flat();
  },
};

async function findingsOf({ facts }: Subject, image: ImageName): Promise<Finding[]> {
  const missing = (why: string): Finding => ({
    level: "error",
    message: `the image ${printImage(image)} is not in ECR: ${why}`,
    remedy: "push it, or look at its name, its tag and the lifecycle policy of the repository",
  });
  const { digest, path, tag = "latest" } = image;
  try {
    const ecr = facts.operator.calls.of("ecr", ECRClient);
    const { images = [], failures = [] } = await ecr(
      new BatchGetImageCommand({
        registryId: ecrRegistryOf(image),
        repositoryName: path,
        imageIds: [digest ? { imageDigest: digest } : { imageTag: tag }],
      }),
    );
    return images.length > 0 ? [] : [missing(failures[0]?.failureReason ?? "no image of that name")];
  } catch (error) {
    if (isMissing(error, "RepositoryNotFound")) return [missing(`there is no repository ${path}`)];
    throw error;
  }
}

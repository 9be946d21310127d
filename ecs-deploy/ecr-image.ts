import { BatchGetImageCommand } from "@aws-sdk/client-ecr";
import type { Context } from "./context";
import { DeployError } from "./failure";
import { type ImageName, printImage } from "./image-name";

/** An image of ECR. */
export interface EcrImage {
  readonly digest: string;
  /** Digests by which a task may report it: its own, and those of its platforms if it has several. */
  readonly reported: ReadonlySet<string>;
}

/**
 * Hosts of ECR's private registries.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
 */
const ECR =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)$/;

/** Whether an image lies in a private registry of ECR, and may be asked for. */
export function isInEcr(image: ImageName): boolean {
  return ecrRegistryOf(image) !== undefined;
}

/** Id of the private registry of ECR that an image lies in: the account's. @returns `undefined` where it lies elsewhere */
export function ecrRegistryOf({ registry = "" }: ImageName): string | undefined {
  return ECR.exec(registry)?.[1];
}

/**
 * Asks ECR for an image.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html
 *
 * @throws DeployError where it is not there
 */
export async function readEcrImage({ aws }: Context, image: ImageName): Promise<EcrImage> {
  const registryId = ecrRegistryOf(image);
  const missing = (why: string) =>
    new DeployError(
      `the image ${printImage(image)} is not in ECR (${why}): push it first, or look at its name and its tag`,
    );
  const { images = [], failures = [] } = await aws
    .ecr(
      new BatchGetImageCommand({
        registryId,
        repositoryName: image.path,
        imageIds: [image.digest ? { imageDigest: image.digest } : { imageTag: image.tag }],
      }),
    )
    .catch((error: Error) => {
      if (!/RepositoryNotFound/.test(error.message)) throw error;
      throw missing("there is no such repository");
    });
  const [found] = images;
  const digest = found?.imageId?.imageDigest;
  if (!digest) throw missing(failures[0]?.failureReason ?? "no image of that name");
  const { manifests = [] } = JSON.parse(found?.imageManifest ?? "{}") as {
    manifests?: readonly { readonly digest: string }[];
  };
  return { digest, reported: new Set([digest, ...manifests.map((manifest) => manifest.digest)]) };
}

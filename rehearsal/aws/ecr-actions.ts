import type { Image, Images } from "../images/model";
import { type ActionInput, type Actions, AwsError } from "./actions";

export interface EcrOptions {
  readonly images: Images;
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>` of each repository. */
  readonly repositories: readonly { readonly uri: string; readonly immutable: boolean }[];
  /** What a log-in to the registry takes. */
  readonly password: string;
}

interface ImageId {
  readonly imageTag?: string;
  readonly imageDigest?: string;
}

/**
 * Elastic Container Registry, as far as a build asks it.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations.html
 */
export function ecrActions({ images, repositories, password }: EcrOptions): Actions {
  const all = repositories.map(({ uri, immutable }) => ({
    registryId: uri.split(".")[0],
    repositoryName: uri.slice(uri.indexOf("/") + 1),
    repositoryUri: uri,
    imageTagMutability: immutable ? "IMMUTABLE" : "MUTABLE",
  }));

  function repository(name: unknown) {
    const found = all.find(({ repositoryName }) => repositoryName === name);
    if (found) return found;
    const registry = all[0]?.registryId ?? "";
    throw new AwsError(
      "RepositoryNotFoundException",
      `The repository with name '${name}' does not exist in the registry with id '${registry}'`,
    );
  }

  async function imagesOf(input: ActionInput) {
    const { repositoryName, repositoryUri, registryId } = repository(input.repositoryName);
    const ids = imageIds(input);
    const found = await Promise.all(
      ids.map(async ({ imageTag, imageDigest }) => ({
        id: { imageTag, imageDigest },
        image: await images.find(
          imageDigest ? `${repositoryUri}@${imageDigest}` : `${repositoryUri}:${imageTag}`,
        ),
      })),
    );
    return { found, repositoryName, registryId };
  }

  return {
    "ecr.GetAuthorizationToken": () => ({
      authorizationData: [
        {
          authorizationToken: Buffer.from(`AWS:${password}`).toString("base64"),
          proxyEndpoint: `https://${all[0]?.repositoryUri.split("/")[0]}`,
        },
      ],
    }),

    "ecr.DescribeRepositories": ({ repositoryNames }) => ({
      repositories: Array.isArray(repositoryNames) ? repositoryNames.map(repository) : all,
    }),

    "ecr.DescribeImages": async (input) => {
      const { found, repositoryName, registryId } = await imagesOf(input);
      const imageDetails = found.map(({ id, image }) => {
        if (image) return { registryId, repositoryName, imageDigest: image.digest, imageTags: image.tags };
        throw new AwsError(
          "ImageNotFoundException",
          `The image with imageId {imageDigest:'${id.imageDigest ?? null}', imageTag:'${id.imageTag ?? null}'} ` +
            `does not exist within the repository with name '${repositoryName}' ` +
            `in the registry with id '${registryId}'`,
        );
      });
      return { imageDetails };
    },

    "ecr.BatchGetImage": async (input) => {
      const { found, repositoryName, registryId } = await imagesOf(input);
      return {
        images: found.flatMap(({ id, image }) =>
          image
            ? [
                {
                  registryId,
                  repositoryName,
                  imageId: { ...id, imageDigest: image.digest },
                  imageManifest: manifest(image),
                },
              ]
            : [],
        ),
        failures: found
          .filter(({ image }) => !image)
          .map(({ id }) => ({
            imageId: id,
            failureCode: "ImageNotFound",
            failureReason: "Requested image not found",
          })),
      };
    },
  };
}

/** The registry is asked for single images only: nothing lists it. */
function imageIds({ imageIds: ids }: ActionInput): readonly ImageId[] {
  if (Array.isArray(ids) && ids.length > 0) return ids;
  throw new AwsError(
    "InvalidParameterException",
    "imageIds is missing: a rehearsal answers for the images named there",
  );
}

function manifest({ digest }: Image): string {
  return JSON.stringify({ schemaVersion: 2, config: { digest } });
}

import { DeployError, EXIT } from "./failure";
import { type ImageName, isTag, parseImage, TAG_RULE } from "./image-name";

/** What was said about the image of a release. */
export interface ImageRequest {
  readonly image?: string;
  /** Name of the variable of the environment that holds the tag. */
  readonly tagVariable?: string;
  /** One tag for every image of the task; `image` counts for nothing then. */
  readonly tagOnly?: string;
}

/** One image, or one tag for all images. */
export type WantedImage =
  | { readonly kind: "image"; readonly image: ImageName }
  | { readonly kind: "tag"; readonly tag: string };

/**
 * The image that a request means. A variable gives the tag where the image has none, and wins over a digest. With neither
 * tag nor digest nor variable it is `latest`.
 *
 * @param warn is told what was said and does not count
 * @throws DeployError 13 where the image or the tag cannot be read, 1 where the variable is not set
 */
export function wantedImage(
  { image, tagVariable, tagOnly }: ImageRequest,
  env: NodeJS.ProcessEnv,
  warn: (text: string) => void,
): WantedImage | undefined {
  if (tagOnly !== undefined) return { kind: "tag", tag: checkedTag(tagOnly, "--tag-only") };
  if (image === undefined) return undefined;
  const named = parseImage(image);
  if (tagVariable === undefined) return { kind: "image", image: withTag(named) };
  if (named.tag !== undefined) {
    warn(`the tag of ${image} counts, not $${tagVariable}: a tag in --image wins over --tag-env-var`);
    return { kind: "image", image: named };
  }
  const value = env[tagVariable];
  if (value === undefined) {
    throw new DeployError(
      `--tag-env-var names ${tagVariable}, which is not set in the environment: set it to the tag, or write the tag into --image`,
    );
  }
  if (value === "") {
    warn(`$${tagVariable} is empty: the image is taken as if --tag-env-var were not there`);
    return { kind: "image", image: withTag(named) };
  }
  const { digest: _, ...withoutDigest } = named;
  return { kind: "image", image: { ...withoutDigest, tag: checkedTag(value, `$${tagVariable}`) } };
}

/** The image itself, or its `latest` where neither tag nor digest says which one. */
export function withTag(image: ImageName): ImageName {
  return image.tag || image.digest ? image : { ...image, tag: "latest" };
}

function checkedTag(tag: string, from: string): string {
  if (isTag(tag)) return tag;
  throw new DeployError(`${from} is ${JSON.stringify(tag)}, no tag: ${TAG_RULE}`, EXIT.imageName);
}

import { isInEcr } from "../ecs-deploy/ecr-image";
import { DeployError } from "../ecs-deploy/failure";
import { type ImageName, parseImage } from "../ecs-deploy/image-name";
import { isPlaceholder } from "../ecs-deploy/placeholders";
import { rewriteImages } from "../ecs-deploy/rewrite";
import type { Registrable } from "../ecs-deploy/task-definition";

/** Tag of the image in revisions that Terraform registers: nobody pushes it. */
const UNRELEASED = /:unreleased$/;

/** A task definition whose images that nobody pushes, which stand for those of a release, are the live containers'. */
export function withPushedImages(definition: Registrable, live: Registrable): Registrable {
  return withLiveImages(
    definition,
    live,
    ({ image }) => isPlaceholder(image ?? "") || UNRELEASED.test(image ?? ""),
  );
}

/** The release whose images are left out. */
export interface Releasing {
  /** Image that it brings. @default - the one that runs */
  readonly image?: ImageName;
  /** Repository of ECR that the system's own images lie in. @default - not known */
  readonly repository?: string;
}

/**
 * A task definition with the live image in each container whose image is the release's to say, by the rule of `ecs-deploy`:
 * that of the same repository, or the only one there is. It has to be so of what runs, too. A sidecar's image, of whatever
 * tag, and one that has moved to another repository, come along like any setting: they stay as they are. So do all where it
 * is not clear which container is meant.
 */
export function withoutRelease(
  definition: Registrable,
  live: Registrable,
  { image, repository }: Releasing,
): Registrable {
  const own = ownImageOf(live, repository);
  const wanted = image ?? own;
  if (wanted === undefined) return definition;
  const next = namesOfReceivers(definition, wanted);
  const now = namesOfReceivers(live, own ?? wanted);
  return withLiveImages(definition, live, ({ name = "" }) => next.includes(name) && now.includes(name));
}

/** The image of the application among those that run: that of the system's own repository, else the only one. */
function ownImageOf({ containerDefinitions = [] }: Registrable, repository?: string): ImageName | undefined {
  const images = containerDefinitions.map(({ image = "" }) => attempt(() => parseImage(image)));
  const own = images.find((image) => image && isInEcr(image) && image.path === repository);
  return own ?? (images.length === 1 ? images[0] : undefined);
}

/** Names of the containers that `ecs-deploy` gives an image to. */
function namesOfReceivers(definition: Registrable, image: ImageName): readonly string[] {
  const rewritten = attempt(() => rewriteImages(definition, { kind: "image", image }, new Map()));
  return rewritten?.images.map(({ container }) => container) ?? [];
}

function withLiveImages(
  definition: Registrable,
  live: Registrable,
  isReleased: (container: { readonly name?: string; readonly image?: string }) => boolean,
): Registrable {
  return {
    ...definition,
    containerDefinitions: definition.containerDefinitions?.map((container) => {
      if (!isReleased(container)) return container;
      const running = live.containerDefinitions?.find(({ name }) => name === container.name)?.image;
      return { ...container, image: running ?? container.image };
    }),
  };
}

/** @returns `undefined` where an image cannot be read, or it is not clear which container is meant */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DeployError) return undefined;
    throw error;
  }
}

import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { DeployError } from "./failure";
import { type ImageName, parseImage, printImage, sameRepository } from "./image-name";
import { isPlaceholder } from "./placeholders";
import type { Registrable } from "./task-definition";
import type { WantedImage } from "./wanted-image";

/** A container that gets another image. */
export interface ImageChange {
  readonly container: string;
  readonly from: string;
  readonly to: string;
}

/** A task definition with new images, and which containers got them. */
export interface Rewritten {
  readonly definition: Registrable;
  readonly images: readonly ImageChange[];
}

/**
 * Gives a task definition its new images. Those of `byContainer` go where they say. The one of `wanted` goes to the
 * containers of the same repository; else to the one of that path in another registry; else to the one whose image is a
 * placeholder; else to the only container there is. A tag goes to all that `byContainer` does not name.
 *
 * @param byContainer names of images by the name of the container
 * @throws DeployError where it is not clear which container is meant, or one is named that is not there
 */
export function rewriteImages(
  definition: Registrable,
  wanted: WantedImage | undefined,
  byContainer: ReadonlyMap<string, ImageName>,
): Rewritten {
  const containers = definition.containerDefinitions ?? [];
  const names = containers.map(({ name = "" }) => name);
  for (const name of byContainer.keys()) {
    if (!names.includes(name)) {
      throw new DeployError(
        `--container names ${name}, which ${definition.family} does not have: choose one of ${names.join(", ")}`,
      );
    }
  }
  const others = containers.filter(({ name = "" }) => !byContainer.has(name));
  const meant = wanted?.kind === "image" ? meantBy(wanted.image, others, definition.family) : others;
  const images: ImageChange[] = [];
  const containerDefinitions = containers.map((container) => {
    const { name = "", image = "" } = container;
    const next =
      byContainer.get(name) ?? (wanted && meant.includes(container) ? imageOf(wanted, image) : undefined);
    if (next === undefined) return container;
    const to = printImage(next);
    images.push({ container: name, from: image, to });
    return { ...container, image: to };
  });
  return { definition: { ...definition, containerDefinitions }, images };
}

function meantBy(
  wanted: ImageName,
  containers: readonly ContainerDefinition[],
  family = "",
): readonly ContainerDefinition[] {
  const ofImage = (fits: (image: ImageName) => boolean) =>
    containers.filter(({ image = "" }) => {
      const parsed = readable(image);
      return parsed !== undefined && fits(parsed);
    });
  const same = ofImage((image) => sameRepository(image, wanted));
  if (same.length > 0) return same;
  const single = [
    ofImage(({ path }) => path === wanted.path),
    containers.filter(({ image = "" }) => isPlaceholder(image)),
    containers,
  ].find(({ length }) => length === 1);
  if (single) return single;
  const listed = containers.map(({ name, image }) => `${name} (${image})`).join(", ");
  throw new DeployError(
    `it is not clear which container of ${family} gets ${printImage(wanted)}: none has an image of that repository among ${listed}. Say it with --container NAME=IMAGE`,
  );
}

/** What a task definition holds was registered by somebody: AWS takes names that no registry has. */
function readable(image: string): ImageName | undefined {
  try {
    return parseImage(image);
  } catch {
    return undefined;
  }
}

/** @param current the image that a container has: a tag alone leaves its repository */
function imageOf(wanted: WantedImage, current: string): ImageName {
  if (wanted.kind === "image") return wanted.image;
  const { digest: _, ...named } = parseImage(current);
  return { ...named, tag: wanted.tag };
}

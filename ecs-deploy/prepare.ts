import type { Context } from "./context";
import { diffTaskDefinitions } from "./diff";
import { type Pinned, pin } from "./digest";
import { isInEcr, readEcrImage } from "./ecr-image";
import { parseImage, printImage } from "./image-name";
import type { RevisionOptions } from "./options";
import { rejectPlaceholders } from "./placeholders";
import type { Revision } from "./register";
import { type ImageChange, type Rewritten, rewriteImages } from "./rewrite";
import { type Registrable, readTaskDefinitionFile } from "./task-definition";
import { setVariables } from "./variables";

/** A revision that is ready to be registered. */
export interface Prepared {
  readonly definition: Registrable;
  readonly images: readonly ImageChange[];
  /** Images that were pinned, by which what runs is compared. */
  readonly pinned: readonly Pinned[];
}

/**
 * Makes the next revision, and checks it as far as can be done before it is registered. Changes nothing.
 *
 * @param base what it is made from, unless a file is
 * @param current what it is compared with: what runs now, or what the family has
 * @throws DeployError where an option does not fit the task definition, a placeholder is left, or an image is missing
 */
export async function prepare(
  context: Context,
  base: Revision,
  current: Revision,
  options: RevisionOptions,
): Promise<Prepared> {
  const { emit } = context;
  const source = options.file ?? base.arn;
  const { definition: before, unknownKeys } = options.file
    ? readTaskDefinitionFile(options.file)
    : { definition: base.definition, unknownKeys: [] };
  if (unknownKeys.length > 0) {
    emit({
      type: "warning",
      text: `${source} has keys that AWS does not know, and which are left out: ${unknownKeys.join(", ")}`,
    });
  }
  emit({ type: "base", taskDefinition: source });
  const withImages = rewriteImages(before, options.image, options.containers);
  const { definition, images, pinned } = options.digest
    ? await pinAll(context, withImages, options.digest === true ? undefined : options.digest)
    : { ...withImages, pinned: [] };
  if (options.checksImage) {
    for (const { to } of images) if (isInEcr(parseImage(to))) await readEcrImage(context, parseImage(to));
  }
  const next = setVariables(definition, options.variables, images);
  rejectPlaceholders(next, source);
  for (const change of images) emit({ type: "image", ...change });
  emit({ type: "diff", changes: diffTaskDefinitions(current.definition, next) });
  return { definition: next, images, pinned };
}

async function pinAll(
  context: Context,
  { definition, images }: Rewritten,
  digest: string | undefined,
): Promise<Prepared> {
  const pinnedBy = new Map<string, Pinned>();
  for (const { to } of images) {
    if (!pinnedBy.has(to)) pinnedBy.set(to, await pin(context, parseImage(to), digest));
  }
  const pinned = (to: string) => pinnedBy.get(to)?.image ?? parseImage(to);
  const byContainer = new Map(images.map(({ container, to }) => [container, pinned(to)]));
  return {
    definition: rewriteImages(definition, undefined, byContainer).definition,
    images: images.map((change) => ({ ...change, to: printImage(pinned(change.to)) })),
    pinned: [...pinnedBy.values()],
  };
}

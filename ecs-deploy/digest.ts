import type { Task } from "@aws-sdk/client-ecs";
import type { Context } from "./context";
import { isInEcr, readEcrImage } from "./ecr-image";
import { DeployError } from "./failure";
import { type ImageName, parseImage, printImage } from "./image-name";
import type { ImageChange } from "./rewrite";

/** An image by its digest, and the digests by which running tasks may report it. */
export interface Pinned {
  readonly image: ImageName;
  readonly reported: ReadonlySet<string>;
}

/**
 * Gives an image its digest, so that all tasks run the same bytes whatever becomes of its tag.
 *
 * @param digest the digest to take. @default - the image's own, else the one that ECR has
 * @throws DeployError where there is no telling the digest
 */
export async function pin(context: Context, image: ImageName, digest: string | undefined): Promise<Pinned> {
  const { tag: _, ...untagged } = image;
  const wanted = digest ?? image.digest;
  if (isInEcr(image)) {
    const found = await readEcrImage(context, wanted ? { ...untagged, digest: wanted } : image);
    return { image: { ...untagged, digest: found.digest }, reported: found.reported };
  }
  if (wanted) return { image: { ...untagged, digest: wanted }, reported: new Set([wanted]) };
  throw new DeployError(
    `the digest of ${printImage(image)} is not known: only ECR is asked for one. Give it with --digest sha256:…, or in --image`,
  );
}

/**
 * Compares what tasks report to run with what they should.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html
 *
 * @throws DeployError where no task runs, or one of them runs another image
 */
export function compareDigests(
  { emit }: Pick<Context, "emit">,
  tasks: readonly Task[],
  images: readonly ImageChange[],
  pinned: readonly Pinned[],
): void {
  const running = tasks.filter(({ lastStatus }) => lastStatus === "RUNNING");
  if (running.length === 0) {
    throw new DeployError("no task runs whose digest could be compared: look at the desired count");
  }
  for (const { container, to } of images) {
    const own = pinned.find(({ image }) => printImage(image) === to);
    if (!own) continue;
    const reports = running.map(({ containers = [] }) => containers.find(({ name }) => name === container));
    const wrong = reports.findIndex((report) => !own.reported.has(report?.imageDigest ?? ""));
    if (wrong !== -1) {
      throw new DeployError(
        `the container ${container} of a task runs ${reports[wrong]?.imageDigest ?? "an image without a digest"}, not ${parseImage(to).digest}: the service does not run what was released`,
      );
    }
    emit({ type: "digest", container, digest: parseImage(to).digest ?? "", tasks: running.length });
  }
}

import {
  DeregisterImageCommand,
  type Image,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeLaunchTemplateVersions,
} from "@aws-sdk/client-ec2";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { USING_IMAGE } from "./instances";
import { bakeOf, type CleanUp, ownedBy, tagOf, unless } from "./leftovers";
import { TAGS } from "./tags";

/** Somebody else was faster. */
const GONE = ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"];

/**
 * Removes checked images beyond the newest that are kept, and images of failed bakes. An image that is in use stays:
 * promoted, run by an instance, or named by a launch template.
 */
export async function removeImages(work: CleanUp): Promise<string[]> {
  const images = await ownImages(work);
  const kept = images.filter(isChecked).slice(0, work.imagesToKeep);
  // AWS removes no image that it is still making.
  const surplus = images.filter((image) => !kept.includes(image) && image.State !== "pending");
  if (surplus.length === 0) return [];
  const running = await work.running();
  const doomed = surplus
    .filter((image) => !running.has(bakeOf(image)))
    .flatMap(({ ImageId = [] }) => ImageId);
  if (doomed.length === 0) return [];
  const used = await imagesInUse(work, doomed);
  const removed: string[] = [];
  for (const id of doomed.filter((each) => !used.has(each))) {
    const gone = await unless(GONE, () => work.ec2.send(new DeregisterImageCommand({ ImageId: id })));
    if (gone) removed.push(id);
  }
  return removed;
}

/** Images that bakes of this system have made, newest first. */
export async function ownImages({ ec2, system }: Pick<CleanUp, "ec2" | "system">): Promise<Image[]> {
  const images: Image[] = [];
  const pages = paginateDescribeImages({ client: ec2 }, { Owners: ["self"], Filters: [ownedBy(system)] });
  for await (const page of pages) images.push(...(page.Images ?? []));
  return images.sort((a, b) => (b.CreationDate ?? "").localeCompare(a.CreationDate ?? ""));
}

function isChecked({ Tags }: Image): boolean {
  return tagOf(Tags, TAGS.checked) !== undefined;
}

async function imagesInUse(work: CleanUp, candidates: readonly string[]): Promise<Set<string>> {
  const { ec2, ssm, pointer } = work;
  const used = new Set<string>();
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: pointer }));
  if (!Parameter?.Value) throw new Error(`${pointer} names no image, so nobody knows which one is in use`);
  used.add(Parameter.Value);
  const isCandidate = { Name: "image-id", Values: [...candidates] };
  const instances = paginateDescribeInstances(
    { client: ec2 },
    { Filters: [isCandidate, { Name: "instance-state-name", Values: USING_IMAGE }] },
  );
  for await (const { Reservations = [] } of instances) {
    for (const { ImageId } of Reservations.flatMap(({ Instances = [] }) => Instances))
      if (ImageId) used.add(ImageId);
  }
  // Without a template's name AWS looks through all, at the versions that anything new is launched from.
  const versions = paginateDescribeLaunchTemplateVersions(
    { client: ec2 },
    { Versions: ["$Latest", "$Default"], Filters: [isCandidate] },
  );
  for await (const { LaunchTemplateVersions = [] } of versions) {
    for (const { LaunchTemplateData } of LaunchTemplateVersions) {
      if (LaunchTemplateData?.ImageId) used.add(LaunchTemplateData.ImageId);
    }
  }
  return used;
}

import { DeleteSnapshotCommand, paginateDescribeSnapshots, type Snapshot } from "@aws-sdk/client-ec2";
import { ownImages } from "./images";
import { bakeOf, type CleanUp, ownedBy, unless } from "./leftovers";

/** It is gone, or an image that has lost its tag is made of it. */
const LEFT_ALONE = ["InvalidSnapshot.NotFound", "InvalidSnapshot.InUse"];

/**
 * Removes snapshots whose image is gone. Image and snapshots bear the id of the bake that made both: so they are found
 * also where an earlier clean-up came no further than the image.
 */
export async function removeSnapshots(work: CleanUp): Promise<string[]> {
  const { ec2, system } = work;
  const snapshots: Snapshot[] = [];
  const pages = paginateDescribeSnapshots(
    { client: ec2 },
    { OwnerIds: ["self"], Filters: [ownedBy(system)] },
  );
  for await (const page of pages) snapshots.push(...(page.Snapshots ?? []));
  if (snapshots.length === 0) return [];
  const needed = new Set([...(await ownImages(work)).map(bakeOf), ...(await work.running())]);
  const removed: string[] = [];
  for (const { SnapshotId = "" } of snapshots.filter((snapshot) => !needed.has(bakeOf(snapshot)))) {
    const gone = await unless(LEFT_ALONE, () => ec2.send(new DeleteSnapshotCommand({ SnapshotId })));
    if (gone) removed.push(SnapshotId);
  }
  return removed;
}

import { type Actions, AwsError } from "../aws/actions";
import { ACCOUNT } from "../stack/computed";
import { passes, tagList, tagsFor } from "./filters";
import type { MachineImage, MachineImages, Snapshot } from "./machine-images";
import type { Machines } from "./machines";
import type { BakeFault } from "./model";
import { textsOf } from "./step-work";

/** Account that Amazon's own images belong to. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-prevent-instance-launch.html */
const AMAZON = "137112412989";

const ROOT_DEVICE = "/dev/xvda";

/**
 * EC2's images and their snapshots.
 *
 * @param fault what goes wrong with images that are made
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/OperationList-query-ec2.html
 */
export function imageActions(images: MachineImages, machines: Machines, fault: () => BakeFault): Actions {
  return {
    "ec2.DescribeImages": ({ ImageIds, Owners, Filters }) => {
      const ids = textsOf(ImageIds);
      const missing = ids.find((id) => !images.find(id) && !images.isForeign(id));
      if (missing) throw new AwsError("InvalidAMIID.NotFound", `The image id '[${missing}]' does not exist`);
      const foreign = textsOf(Owners).includes("self") ? [] : ids.filter((id) => images.isForeign(id));
      const own = images.all.filter(({ id }) => ids.length === 0 || ids.includes(id));
      return {
        Images: [
          ...own.filter((image) => passes(Filters, filtered(image))).map(described),
          ...foreign.map(amazons),
        ],
      };
    },

    "ec2.CreateImage": ({ InstanceId, Name, Description, TagSpecifications }) => {
      const machine = machines.find(String(InstanceId));
      if (!machine?.root) {
        throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${InstanceId}' does not exist`);
      }
      const { id } = images.create({
        name: String(Name),
        description: String(Description ?? ""),
        root: machine.root,
        tags: tagsFor(TagSpecifications, "image"),
        snapshotTags: tagsFor(TagSpecifications, "snapshot"),
        boots: fault() !== "does-not-boot",
      });
      return { ImageId: id };
    },

    "ec2.DeregisterImage": ({ ImageId }) => {
      images.deregister(String(ImageId));
      return { Return: true };
    },

    "ec2.DescribeSnapshots": ({ SnapshotIds, Filters }) => {
      const ids = textsOf(SnapshotIds);
      const wanted = images.snapshots.filter(({ id }) => ids.length === 0 || ids.includes(id));
      return {
        Snapshots: wanted
          .filter(({ id, tags }) => passes(Filters, { tags, fields: { "snapshot-id": id } }))
          .map(describedSnapshot),
      };
    },

    "ec2.DeleteSnapshot": ({ SnapshotId }) => {
      images.deleteSnapshot(String(SnapshotId));
      return {};
    },
  };
}

function filtered({ id, name, state, tags }: MachineImage) {
  return { tags, fields: { "image-id": id, name, state } };
}

function described({ id, name, description, state, createdAt, snapshot, tags }: MachineImage) {
  return {
    ImageId: id,
    Name: name,
    Description: description,
    State: state,
    OwnerId: ACCOUNT,
    CreationDate: new Date(createdAt).toISOString(),
    RootDeviceName: ROOT_DEVICE,
    RootDeviceType: "ebs",
    BlockDeviceMappings: [{ DeviceName: ROOT_DEVICE, Ebs: { SnapshotId: snapshot } }],
    Tags: tagList(tags),
  };
}

function amazons(id: string) {
  return {
    ImageId: id,
    State: "available",
    OwnerId: AMAZON,
    ImageOwnerAlias: "amazon",
    RootDeviceName: ROOT_DEVICE,
    RootDeviceType: "ebs",
  };
}

function describedSnapshot({ id, createdAt, tags }: Snapshot) {
  return {
    SnapshotId: id,
    State: "completed",
    OwnerId: ACCOUNT,
    StartTime: new Date(createdAt).toISOString(),
    Tags: tagList(tags),
  };
}

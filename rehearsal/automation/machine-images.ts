import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AwsError } from "../aws/actions";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html imageState */
export type ImageState = "pending" | "available" | "failed";

/** An image that was made in the rehearsal. */
export interface MachineImage {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly state: ImageState;
  /** AWS milliseconds since the epoch. */
  readonly createdAt: number;
  /** Id of what it is stored in, which outlives it. */
  readonly snapshot: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Instances of it come up. */
  readonly boots: boolean;
}

export interface Snapshot {
  readonly id: string;
  readonly image: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface MachineImagesProps {
  /** Images are kept in it, and found again by the rehearsal that goes on. */
  readonly folder: string;
  /** Copies the root of an instance. */
  readonly snapshot: (root: string, target: string) => void | Promise<void>;
  /** AWS milliseconds since the epoch. */
  readonly now: () => number;
}

export interface NewImage {
  readonly name: string;
  readonly description: string;
  /** Root of the instance that it is made of, a folder of this machine. */
  readonly root: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly snapshotTags: Readonly<Record<string, string>>;
  readonly boots: boolean;
}

/** What an instance is launched from. */
export interface LaunchImage {
  /** Folder that its root begins with. @default - nothing but AWS's own base image */
  readonly folder?: string;
  /** Whether it will come up. */
  readonly boots: boolean;
}

interface Kept {
  readonly images: readonly MachineImage[];
  readonly snapshots: readonly Snapshot[];
  /** Ids of images that there were. */
  readonly gone: readonly string[];
}

/** All machine images of the account; every id that was never given here is one of AWS's own. */
export class MachineImages {
  private readonly file: string;
  private kept: Kept = { images: [], snapshots: [], gone: [] };

  constructor(private readonly props: MachineImagesProps) {
    mkdirSync(props.folder, { recursive: true });
    this.file = join(props.folder, "images.json");
    if (existsSync(this.file)) this.kept = JSON.parse(readFileSync(this.file, "utf8"));
    // What was being copied when the rehearsal was killed is no image.
    this.change((image) => image.state === "pending", { state: "failed" });
  }

  public get all(): readonly MachineImage[] {
    return this.kept.images;
  }

  public get snapshots(): readonly Snapshot[] {
    return this.kept.snapshots;
  }

  public find(id: string): MachineImage | undefined {
    return this.all.find((image) => image.id === id);
  }

  /** Whether instances can be launched from an id: of an image that was made here, or of AWS's own. */
  public isAvailable(id: string): boolean {
    const image = this.find(id);
    return image ? image.state === "available" : this.isForeign(id);
  }

  /** Whether an id is one that AWS may have given somebody else. */
  public isForeign(id: string): boolean {
    return /^ami-[0-9a-f]{8,17}$/.test(id) && !this.find(id) && !this.kept.gone.includes(id);
  }

  /**
   * What an instance of an image begins with.
   *
   * @throws AwsError in EC2's words where there is no such image, or it is not available
   */
  public launch(id: string): LaunchImage {
    const image = this.find(id);
    if (image?.state === "available") return { folder: this.folderOf(id), boots: image.boots };
    if (image) throw new AwsError("InvalidAMIID.Unavailable", `The image ID '${id}' is not available`);
    if (this.isForeign(id)) return { boots: true };
    throw new AwsError("InvalidAMIID.NotFound", `The image id '[${id}]' does not exist`);
  }

  /**
   * Makes an image; it is pending until the root has been copied.
   *
   * @throws AwsError for a name that is taken
   */
  public create({ root, snapshotTags, ...about }: NewImage): MachineImage {
    if (this.all.some(({ name }) => name === about.name)) {
      throw new AwsError("InvalidAMIName.Duplicate", `AMI name ${about.name} is already in use`);
    }
    const createdAt = this.props.now();
    const [id, snapshot] = [newId("ami"), newId("snap")];
    const image: MachineImage = { ...about, id, state: "pending", createdAt, snapshot };
    this.write({
      images: [...this.all, image],
      snapshots: [...this.snapshots, { id: snapshot, image: id, createdAt, tags: snapshotTags }],
    });
    const settle = (state: ImageState) => this.change((one) => one.id === id, { state });
    void this.copy(root, id).then(
      () => settle("available"),
      () => settle("failed"),
    );
    return image;
  }

  private async copy(root: string, id: string): Promise<void> {
    await this.props.snapshot(root, this.folderOf(id));
  }

  /** @throws AwsError where there is none. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeregisterImage.html */
  public deregister(id: string): void {
    if (!this.find(id)) throw new AwsError("InvalidAMIID.NotFound", `The image id '[${id}]' does not exist`);
    this.write({ images: this.all.filter((image) => image.id !== id), gone: [...this.kept.gone, id] });
  }

  /** @throws AwsError where there is none, or an image needs it. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSnapshot.html */
  public deleteSnapshot(id: string): void {
    const snapshot = this.snapshots.find((one) => one.id === id);
    if (!snapshot) throw new AwsError("InvalidSnapshot.NotFound", `The snapshot '${id}' does not exist.`);
    if (this.find(snapshot.image)) {
      throw new AwsError(
        "InvalidSnapshot.InUse",
        `The snapshot ${id} is currently in use by ${snapshot.image}`,
      );
    }
    this.write({ snapshots: this.snapshots.filter((one) => one.id !== id) });
    rmSync(this.folderOf(snapshot.image), { recursive: true, force: true });
  }

  /** @returns whether it is the id of an image or a snapshot */
  public tag(id: string, tags: Readonly<Record<string, string>>): boolean {
    const tagged = <Thing extends Snapshot | MachineImage>(thing: Thing): Thing =>
      thing.id === id ? { ...thing, tags: { ...thing.tags, ...tags } } : thing;
    this.write({ images: this.all.map(tagged), snapshots: this.snapshots.map(tagged) });
    return this.find(id) !== undefined || this.snapshots.some((snapshot) => snapshot.id === id);
  }

  private folderOf(id: string): string {
    return join(this.props.folder, id);
  }

  private change(which: (image: MachineImage) => boolean, change: Partial<MachineImage>): void {
    this.write({ images: this.all.map((image) => (which(image) ? { ...image, ...change } : image)) });
  }

  private write(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    const part = `${this.file}.part`;
    writeFileSync(part, JSON.stringify(this.kept));
    renameSync(part, this.file);
  }
}

/** An id as EC2 gives it. */
export function newId(kind: string): string {
  return `${kind}-0${randomBytes(8).toString("hex")}`;
}

import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../config/user-error";
import { buildImage } from "./build-image";
import { digestOf } from "./digest";
import { ImageIndex, parseReference, type Reference } from "./image-index";
import type { BuildRequest, Image, ImageConfig, Images } from "./model";

export interface FolderImagesOptions {
  /** Folder that images are kept in, each below its digest; it is made where it is missing. */
  readonly folder: string;
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>`, and whether a tag, once pushed, stays. */
  readonly repositories: readonly { readonly uri: string; readonly immutable: boolean }[];
}

/** Images without a container engine: what a Dockerfile adds to its base, in a folder. */
export function createFolderImages(options: FolderImagesOptions): Images {
  mkdirSync(options.folder, { recursive: true });
  return new FolderImages(options);
}

class FolderImages implements Images {
  private readonly index: ImageIndex;

  constructor(private readonly options: FolderImagesOptions) {
    this.index = new ImageIndex(join(options.folder, "index.json"));
  }

  public async build(request: BuildRequest, say: (line: string) => void): Promise<void> {
    const tags = request.tags.map(parseReference);
    const work = join(this.options.folder, `building-${randomUUID()}`);
    mkdirSync(work);
    try {
      const { rootfs, config } = await buildImage(request, work, say);
      const digest = await digestOf(config, rootfs);
      this.keep(digest, config, rootfs);
      for (const tag of tags) this.index.name(tag, digest);
      say(`Built ${digest}`);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }

  public async tag(source: string, target: string): Promise<void> {
    this.index.name(parseReference(target), this.digest(source));
  }

  public async push(text: string, say: (line: string) => void): Promise<string> {
    const reference = parseReference(text);
    const digest = this.digest(text);
    this.refusePush(reference, digest);
    this.index.push(reference, digest);
    say(`The push refers to repository [${reference.repository}]`);
    say(`${reference.tag ?? ""}: digest: ${digest}`);
    return digest;
  }

  public async find(text: string): Promise<Image | undefined> {
    const { repository, ...name } = parseReference(text);
    const found = this.index.find({ repository, ...name });
    if (!found || !existsSync(this.place(found.digest))) return undefined;
    const config: ImageConfig = JSON.parse(
      readFileSync(join(this.place(found.digest), "config.json"), "utf8"),
    );
    return { repository, ...found, config, rootfs: join(this.place(found.digest), "rootfs") };
  }

  public async remove(text: string): Promise<void> {
    const reference = parseReference(text);
    const found = this.index.find(reference);
    if (found) this.index.remove(reference, found.digest);
  }

  /** Moved into place whole, so that a folder with a digest is never a part of an image. */
  private keep(digest: string, config: ImageConfig, rootfs: string): void {
    if (existsSync(this.place(digest))) return;
    const image = join(rootfs, "..", "image");
    mkdirSync(image);
    renameSync(rootfs, join(image, "rootfs"));
    writeFileSync(join(image, "config.json"), JSON.stringify(config, undefined, 2));
    renameSync(image, this.place(digest));
  }

  /** Without the colon, which parts the paths of a PATH. */
  private place(digest: string): string {
    return join(this.options.folder, digest.replace("sha256:", ""));
  }

  private digest(text: string): string {
    const reference = parseReference(text);
    const digest = this.index.local(reference) ?? this.index.find(reference)?.digest;
    if (digest && existsSync(this.place(digest))) return digest;
    throw new UserError(`Error response from daemon: No such image: ${text}; build it first`);
  }

  /** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
  private refusePush(reference: Reference, digest: string): void {
    const { repository, tag } = reference;
    const target = this.options.repositories.find(({ uri }) => uri === repository);
    const name = repository.slice(repository.indexOf("/") + 1);
    if (!target) {
      const known = this.options.repositories.map(({ uri }) => uri).join(", ");
      throw new UserError(
        `name unknown: The repository with name '${name}' does not exist; there is: ${known}`,
      );
    }
    const taken = tag ? this.index.find({ repository, tag }) : undefined;
    if (target.immutable && taken && taken.digest !== digest) {
      throw new UserError(
        `tag invalid: The image tag '${tag}' already exists in the '${name}' repository ` +
          "and cannot be overwritten because the tag is immutable.",
      );
    }
  }
}

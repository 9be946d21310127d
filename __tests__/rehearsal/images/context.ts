import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFolderImages, type Image, type Images } from "../../../rehearsal/images";

export const URI = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop";

/** A build context, and the images that are built of it. */
export class Context {
  public readonly folder = mkdtempSync(join(tmpdir(), "images-"));
  public readonly context = join(this.folder, "context");
  public readonly said: string[] = [];
  public images: Images;

  constructor(private readonly immutable = true) {
    mkdirSync(this.context);
    this.images = this.open();
  }

  /** The same images, as another rehearsal would find them. */
  public open(): Images {
    return createFolderImages({
      folder: join(this.folder, "store"),
      repositories: [{ uri: URI, immutable: this.immutable }],
    });
  }

  public write(name: string, text = name, mode = 0o644): void {
    const path = join(this.context, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  }

  /** Builds and pushes. */
  public async build(
    dockerfile: string,
    buildArguments: Record<string, string> = {},
    tag = "1",
  ): Promise<Image> {
    this.write("Dockerfile", dockerfile);
    const request = {
      context: this.context,
      dockerfile: join(this.context, "Dockerfile"),
      buildArguments,
      tags: [`${URI}:${tag}`],
    };
    await this.images.build(request, (line) => this.said.push(line));
    await this.images.push(`${URI}:${tag}`, (line) => this.said.push(line));
    const image = await this.images.find(`${URI}:${tag}`);
    if (!image) throw new Error("the image was pushed and is not there");
    return image;
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What an image adds to its base: text by path. */
export function filesOf({ rootfs = "" }: Image): Record<string, string> {
  const paths = readdirSync(rootfs, { recursive: true }).map(String).sort();
  const files = paths.filter((path) => statSync(join(rootfs, path)).isFile());
  return Object.fromEntries(files.map((path) => [`/${path}`, readFileSync(join(rootfs, path), "utf8")]));
}

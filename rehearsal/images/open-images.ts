import { join } from "node:path";
import type { Closers } from "../closers";
import type { Processes } from "../processes/model";
import type { Engine } from "./engine";
import { createEngineImages, startRegistry } from "./engine";
import { createFolderImages } from "./folder-images";
import type { Images } from "./model";

export interface OpenImagesOptions {
  /** What holds the images. @default - a folder does */
  readonly engine?: Engine;
  readonly folder: string;
  readonly processes: Processes;
  readonly environment: NodeJS.ProcessEnv;
  readonly repositories: readonly { readonly uri: string; readonly immutable: boolean }[];
  readonly closers: Closers;
}

/** Images that the runtime of the tasks can run. */
export async function openImages(options: OpenImagesOptions): Promise<Images> {
  const { engine, processes, environment, repositories, closers } = options;
  const folder = join(options.folder, "images");
  if (!engine) return createFolderImages({ folder, repositories });
  const registry = closers.keep(await startRegistry({ processes, environment, folder }), (one) =>
    one.close(),
  );
  const images = createEngineImages({ engine, registry, repositories });
  return closers.keep(images, (one) => one.close());
}

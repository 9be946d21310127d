import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { Closers } from "../closers";
import type { Processes } from "../processes/model";
import { readDockerfile } from "./dockerfile";
import { createEngineImages, type EquippedEngine } from "./engine";
import { createFolderImages } from "./folder-images";
import type { Images } from "./model";

export interface OpenImagesOptions {
  /** What holds the images. @default - a folder does */
  readonly engine?: EquippedEngine;
  /** Folder or git repository of the application. */
  readonly app: string;
  readonly folder: string;
  readonly processes: Processes;
  readonly environment: NodeJS.ProcessEnv;
  readonly repositories: readonly { readonly uri: string; readonly immutable: boolean }[];
  readonly closers: Closers;
}

/**
 * Images that the runtime of the tasks can run.
 *
 * @throws DockerfileError for what cannot be built without a container engine, where there is none
 */
export async function openImages(options: OpenImagesOptions): Promise<Images> {
  const { app, engine, processes, environment, repositories, closers } = options;
  const folder = join(options.folder, "images");
  if (!engine) {
    // What cannot be built is said before anything is played.
    const dockerfile = join(app, "Dockerfile");
    if (existsSync(dockerfile)) readDockerfile(dockerfile, relative(process.cwd(), dockerfile));
    return createFolderImages({ folder, repositories });
  }
  const registry = closers.keep(await engine.startRegistry({ processes, environment, folder }), (one) =>
    one.close(),
  );
  const images = createEngineImages({ engine, registry, repositories, processes });
  return closers.keep(images, (one) => one.close());
}

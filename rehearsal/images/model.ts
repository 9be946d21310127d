/** What an image was built with that a runtime needs to know. Lists are as Docker keeps them. */
export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly user: string;
  readonly exposedPorts: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
  /** @default SIGTERM */
  readonly stopSignal: string;
  /** The base image, as FROM names it. */
  readonly from: string;
}

/** An image in the registry that stands in for ECR. */
export interface Image {
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>` */
  readonly repository: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  readonly tags: readonly string[];
  readonly config: ImageConfig;
  /** Folder with the files that the image adds to its base; `undefined` where a container engine holds the image. */
  readonly rootfs?: string;
  /** Its name in the container engine that holds it. */
  readonly localName?: string;
}

export interface BuildRequest {
  /** Folder of the build context. */
  readonly context: string;
  /** Path of the Dockerfile. */
  readonly dockerfile: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly platform?: string;
}

/** Images on this machine, and the registry that they are pushed to. */
export interface Images {
  /**
   * Builds, and says what it does line by line.
   *
   * @throws DockerfileError that names file and line, and the remedy
   */
  build(request: BuildRequest, say: (line: string) => void): Promise<void>;
  tag(source: string, target: string): Promise<void>;
  /** @returns the digest, `sha256:…` @throws Error for an image that is not there, or a tag that is taken and immutable */
  push(reference: string, say: (line: string) => void): Promise<string>;
  /** An image that was pushed, by `repository:tag` or `repository@digest`. */
  find(reference: string): Promise<Image | undefined>;
  /** Takes an image out of the registry. */
  remove(reference: string): Promise<void>;
}

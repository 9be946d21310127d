import type { Image } from "../../images/model";
import { UsageError } from "./command";

/** The templates that builds use, spaces left out. */
const FORMATS: Readonly<Record<string, (image: Image) => string>> = {
  "{{.Id}}": ({ digest }) => digest,
  "{{.ID}}": ({ digest }) => digest,
  "{{index.RepoDigests0}}": (image) => repoDigest(image),
  "{{(index.RepoDigests0)}}": (image) => repoDigest(image),
  "{{.RepoDigests}}": (image) => `[${repoDigest(image)}]`,
  "{{json.RepoDigests}}": (image) => JSON.stringify([repoDigest(image)]),
};

/**
 * What `docker inspect` prints of an image.
 *
 * @throws UsageError for a template that is not known
 */
export function inspect(image: Image, format: string | undefined): string {
  if (format === undefined) return `${JSON.stringify([details(image)], undefined, 4)}\n`;
  const write = FORMATS[format.replaceAll(/\s/g, "")];
  if (write) return `${write(image)}\n`;
  throw new UsageError(
    `docker inspect: --format ${format} is not answered in a rehearsal without a container engine; ` +
      "allowed: {{.Id}}, {{index .RepoDigests 0}}, {{.RepoDigests}}, {{json .RepoDigests}}",
  );
}

function repoDigest({ repository, digest }: Image): string {
  return `${repository}@${digest}`;
}

function details(image: Image) {
  const { config, repository, tags, digest } = image;
  return {
    Id: digest,
    RepoTags: tags.map((tag) => `${repository}:${tag}`),
    RepoDigests: [repoDigest(image)],
    Config: {
      Cmd: config.command,
      Entrypoint: config.entrypoint,
      Env: Object.entries(config.environment).map(([name, value]) => `${name}=${value}`),
      Labels: config.labels,
      User: config.user,
      WorkingDir: config.workingDirectory,
    },
  };
}

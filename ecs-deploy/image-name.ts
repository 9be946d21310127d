import { DeployError, EXIT } from "./failure";

/**
 * The name of an image, in its parts: `registry/path:tag@digest`.
 * @see https://docs.docker.com/reference/cli/docker/image/tag/#description
 */
export interface ImageName {
  /** Host of the registry, with its port if it names one. @default - Docker Hub */
  readonly registry?: string;
  /** Repository in the registry, such as `team/shop`. */
  readonly path: string;
  readonly tag?: string;
  /** With its algorithm: `sha256:…`. */
  readonly digest?: string;
}

const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
// A digest of sha256 has 64 digits. One that is cut short is AWS's to refuse: scripts have passed such.
const DIGEST = /^sha256:[0-9a-f]+$/;
const REGISTRY = new RegExp(`^${LABEL}(?:\\.${LABEL})*(?::\\d{1,5})?$`);

/**
 * Reads the name of an image. What it reads, {@link printImage} writes as it was.
 *
 * @throws DeployError with the exit code 13, naming the part that is wrong
 */
export function parseImage(text: string): ImageName {
  const [withoutDigest = "", digest, ...more] = text.split("@");
  if (digest !== undefined && (more.length > 0 || !DIGEST.test(digest))) {
    throw malformed(text, "what stands behind @ is no digest", "sha256: and hexadecimal digits");
  }
  const slash = withoutDigest.lastIndexOf("/");
  const colon = withoutDigest.indexOf(":", slash + 1);
  const name = colon === -1 ? withoutDigest : withoutDigest.slice(0, colon);
  const tag = colon === -1 ? undefined : withoutDigest.slice(colon + 1);
  if (tag !== undefined && !isTag(tag)) {
    throw malformed(text, `the tag is ${tag === "" ? "empty" : JSON.stringify(tag)}`, TAG_RULE);
  }
  const [first = "", ...rest] = name.split("/");
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const path = hasRegistry ? rest.join("/") : name;
  if (hasRegistry && !REGISTRY.test(first)) {
    throw malformed(text, `the registry is ${JSON.stringify(first)}`, "a host, and a port in digits");
  }
  if (!PATH.test(path)) {
    throw malformed(
      text,
      `the repository is ${JSON.stringify(path)}`,
      "lower-case letters and digits, parted by one of . _ __ - /",
    );
  }
  return { ...(hasRegistry && { registry: first }), path, ...(tag && { tag }), ...(digest && { digest }) };
}

/** What a tag may be. */
export const TAG_RULE = "letters, digits, . _ and -, at most 128, not beginning with . or -";

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** The name as it is written in a task definition. */
export function printImage({ registry, path, tag, digest }: ImageName): string {
  return `${registry ? `${registry}/` : ""}${path}${tag ? `:${tag}` : ""}${digest ? `@${digest}` : ""}`;
}

/** Whether two names are of the same repository of the same registry, whatever their tags and digests. */
export function sameRepository(one: ImageName, other: ImageName): boolean {
  return printRepository(one) === printRepository(other);
}

/** Docker Hub's images have several names each: `nginx` is `docker.io/library/nginx`. */
function printRepository({ registry, path }: ImageName): string {
  if (registry !== undefined && !/^(index\.)?docker\.io$/.test(registry)) return `${registry}/${path}`;
  return `docker.io/${path.includes("/") ? path : `library/${path}`}`;
}

function malformed(text: string, fault: string, allowed: string): DeployError {
  return new DeployError(
    `${JSON.stringify(text)} is no name of an image: ${fault}; allowed: ${allowed}. The form is [registry[:port]/]repository[:tag][@digest], such as nginx:1.27 or registry.example.com:8000/team/shop:1.4.2`,
    EXIT.imageName,
  );
}

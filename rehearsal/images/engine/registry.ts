import { request } from "undici";

/** A registry on loopback that stands in for ECR. */
export interface Registry {
  /** Such as `127.0.0.1:43117`. */
  readonly host: string;
  /** The digest that a tag or digest of a repository has. */
  digest(repository: string, reference: string): Promise<string | undefined>;
  /** Tags of a repository. */
  tags(repository: string): Promise<string[]>;
  /** Takes a manifest away, with all its tags. */
  remove(repository: string, digest: string): Promise<void>;
  close(): Promise<void>;
}

const MEDIA_TYPES = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
].join(", ");

/** Whether a registry answers at an address. */
export async function answers(host: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`http://${host}/v2/`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

/** @see https://distribution.github.io/distribution/spec/api/ */
export function client(host: string): Pick<Registry, "digest" | "tags" | "remove"> {
  const manifest = (repository: string, reference: string): string =>
    `http://${host}/v2/${repository}/manifests/${encodeURIComponent(reference)}`;
  return {
    digest: async (repository, reference) => {
      const { statusCode, headers, body } = await request(manifest(repository, reference), {
        method: "HEAD",
        headers: { accept: MEDIA_TYPES },
      });
      await body.dump();
      return statusCode === 200 ? String(headers["docker-content-digest"]) : undefined;
    },
    tags: async (repository) => {
      const { body } = await request(`http://${host}/v2/${repository}/tags/list`);
      return ((await body.json()) as { tags?: string[] | null }).tags ?? [];
    },
    remove: async (repository, digest) => {
      const { body } = await request(manifest(repository, digest), { method: "DELETE" });
      await body.dump();
    },
  };
}

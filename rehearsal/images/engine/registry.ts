import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { request } from "undici";
import { UserError } from "../../../config/user-error";
import { Lines } from "../../build/lines";
import type { Processes } from "../../processes/model";
import { findProgram } from "../../tasks/find-program";
import { freePort } from "../../tasks/free-port";

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

export interface RegistryOptions {
  readonly processes: Processes;
  readonly environment: NodeJS.ProcessEnv;
  /** Folder that images are kept in. */
  readonly folder: string;
}

const MEDIA_TYPES = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
].join(", ");

/**
 * Starts the registry of Debian's package `docker-registry`.
 *
 * @throws UserError where it is not installed, or does not start
 */
export async function startRegistry({ processes, environment, folder }: RegistryOptions): Promise<Registry> {
  const path = findProgram("docker-registry", environment);
  if (!path) {
    throw new UserError(
      "docker-registry is not on the PATH: with a container engine, a registry on this machine stands in for ECR. " +
        "Install it (Debian and Ubuntu: apt install docker-registry), or rehearse with --runtime nginx or embedded",
    );
  }
  mkdirSync(folder, { recursive: true });
  const host = `127.0.0.1:${await freePort()}`;
  const file = join(folder, "config.yml");
  writeFileSync(file, JSON.stringify(configuration(host, join(folder, "storage"))));
  const child = processes.spawn(path, ["serve", file], {
    env: { PATH: environment.PATH },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  const lines = new Lines((line) => {
    said = line;
  });
  child.stderr?.on("data", (chunk) => lines.write(chunk));
  const ended = once(child, "exit").then(() => true);
  while (!(await answers(host))) {
    const hasEnded = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20, false))]);
    if (hasEnded) throw new UserError(`docker-registry does not start: ${said}`);
  }
  return { host, ...client(host), close: () => processes.stop(child, "SIGTERM", 1000) };
}

/** JSON is YAML. @see https://distribution.github.io/distribution/about/configuration/ */
function configuration(host: string, storage: string): object {
  return {
    version: "0.1",
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: host },
  };
}

async function answers(host: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`http://${host}/v2/`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

/** @see https://distribution.github.io/distribution/spec/api/ */
function client(host: string): Pick<Registry, "digest" | "tags" | "remove"> {
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

import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Engine, REGISTRY_IMAGE } from "../../rehearsal/images/engine";
import { findProgram } from "../../rehearsal/tasks/find-program";
import { makeImage } from "./rootfs";

/** What the containers of the suites are built on. */
export const BASE_IMAGE = "localhost/bluegreen-rehearsal-test/base:1";

/** A busybox with nginx, as the sample's own base has them. */
export async function makeBaseImage(engine: Engine, folder: string): Promise<void> {
  const nginx = findProgram("nginx", process.env) ?? "";
  await makeImage(engine, folder, { name: BASE_IMAGE, programs: { "/usr/sbin/nginx": nginx } });
}

/**
 * Makes an image of the registry's program, where this machine has one, under the public image's name.
 *
 * @returns what takes it away; an image that was there before is left as it is
 */
export async function makeRegistryImage(engine: Engine, folder: string): Promise<() => Promise<void>> {
  const program = findProgram("docker-registry", process.env);
  const isThere = (await engine.run(["image", "exists", REGISTRY_IMAGE])).code === 0;
  if (!program || isThere) return async () => undefined;
  const change = 'ENTRYPOINT ["/bin/registry"]';
  await makeImage(engine, folder, { name: REGISTRY_IMAGE, programs: { "/bin/registry": program }, change });
  return async () => void (await engine.run(["rmi", REGISTRY_IMAGE]));
}

/** A PATH on which everything is but the registry's program. */
export function pathWithoutRegistry(folder: string): string {
  const programs = join(folder, "programs");
  mkdirSync(programs);
  const there = new Set(["docker-registry"]);
  for (const from of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of entries(from)) {
      if (there.has(name)) continue;
      there.add(name);
      symlinkSync(join(from, name), join(programs, name));
    }
  }
  return programs;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

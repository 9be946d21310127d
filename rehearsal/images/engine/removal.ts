import type { Processes } from "../../processes/model";
import type { Engine } from "./engine";

/** Label of every container of a rehearsal. */
export const LABEL = "bluegreen-rehearsal";

/** Variables that tell an engine's client where the engine is, and how it is configured. */
const ENGINE_VARIABLES = /^(DOCKER|CONTAINERS?)_/;

/** Words that end containers at once, and remove them. */
export function removal({ name }: Engine, ...containers: string[]): string[] {
  // Docker does not wait; Podman would, for ten seconds.
  return ["rm", "--force", ...(name === "podman" ? ["--time", "0"] : []), "--volumes", ...containers];
}

/**
 * Has the guard run a command of the engine once the rehearsal is gone: what an engine holds is nobody's child.
 *
 * @returns what takes that back
 */
export function atDeath(processes: Processes, engine: Engine, args: readonly string[]): () => void {
  // The guard has next to no environment of its own.
  const variables = Object.entries(engine.environment)
    .filter(([name]) => ENGINE_VARIABLES.test(name))
    .map(([name, value]) => `${name}=${value}`);
  return processes.onDeath("env", [...variables, engine.path, ...args]);
}

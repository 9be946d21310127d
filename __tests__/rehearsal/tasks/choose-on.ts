import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chooseRuntime } from "../../../rehearsal/tasks";
import type { Workshop } from "./workshop";

/** Scripts by the names of the programs that a machine has, and what is asked for of it. */
export type Machine = [programs: Record<string, string>, requested?: string, baseImages?: string[]];

/** Chooses on a machine that has these programs, and no others. */
export function chooseOn(workshop: Workshop, ...[programs, requested, baseImages]: Machine) {
  const folder = mkdtempSync(join(workshop.folder, "path-"));
  for (const [name, script] of Object.entries(programs)) {
    const file = join(folder, "sbin", name);
    mkdirSync(join(folder, "sbin"), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
  const context = workshop.context({ environment: { PATH: join(folder, "bin") } });
  return chooseRuntime({ ...context, requested, baseImages });
}

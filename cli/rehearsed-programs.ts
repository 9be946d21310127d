import { join } from "node:path";
import { packageRoot } from "../package-root";

/** Commands of this package that builds in a rehearsal find on their PATH: arguments that run each with this Node. */
export function rehearsedPrograms(): Readonly<Record<string, readonly string[]>> {
  return { "ecs-deploy": [join(packageRoot(__dirname), "bin/bluegreen.mjs"), "ecs-deploy"] };
}

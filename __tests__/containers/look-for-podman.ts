import { findEngine, findRegistry } from "../../rehearsal/images/engine";
import { findProgram } from "../../rehearsal/tasks/find-program";
import { Workshop } from "../rehearsal/tasks/workshop";
import { findBusybox } from "./rootfs";

/** Says once why the suites are left out, where they are; the suites read it from here. */
export default async function lookForPodman(): Promise<void> {
  const problem = await findProblem();
  if (!problem) return;
  process.env.CONTAINERS_LEFT_OUT = problem;
  process.stderr.write(`The tests of containers are left out: ${problem}.\n`);
}

async function findProblem(): Promise<string | undefined> {
  const workshop = await Workshop.open();
  try {
    const { processes, folder } = workshop;
    const found = await findEngine("podman", { processes, folder, environment: process.env });
    if ("problem" in found) return found.problem;
    const registry = await findRegistry(found.engine);
    if ("problem" in registry) return registry.problem;
    if (!findProgram("nginx", process.env))
      return "nginx, of which their base image is made, is not on the PATH";
    findBusybox();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await workshop.close();
  }
}

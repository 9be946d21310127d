import { UserError } from "../../config/user-error";
import { findEngine } from "../images/engine/engine";
import { ContainerRuntime } from "./container/runtime";
import { embeddedRuntime } from "./embedded/runtime";
import type { RuntimeName, TaskRuntime } from "./model";
import { findNginx } from "./nginx/probe";
import { nginxRuntime } from "./nginx/runtime";
import type { RuntimeContext } from "./runtime-context";

export interface ChooseRuntimeOptions extends RuntimeContext {
  /** @default - the first that is there, of docker, podman, nginx and embedded */
  readonly requested?: string;
}

/** Either a runtime, or why there is none. */
type Found = { readonly runtime: TaskRuntime } | { readonly problem: string };

interface Candidate {
  /** Asks the program itself: that it is on the PATH says too little. */
  readonly find: (context: RuntimeContext, isRequested: boolean) => Promise<Found>;
  readonly remedy: string;
}

/** In the order in which they are preferred: the nearer to Fargate, the earlier. */
const CANDIDATES: Readonly<Record<RuntimeName, Candidate>> = {
  docker: { find: findContainers("docker"), remedy: "start Docker, or see `docker info`" },
  podman: { find: findContainers("podman"), remedy: "install Podman, or see `podman info`" },
  nginx: { find: findHostNginx, remedy: "install nginx 1.19.5 or later, for instance with apt or brew" },
  embedded: { find: findEmbedded, remedy: "" },
};

/**
 * Chooses what runs the tasks, and looks whether it does.
 *
 * @throws UserError for a runtime that is not known, or not there
 */
export async function chooseRuntime({ requested, ...context }: ChooseRuntimeOptions): Promise<TaskRuntime> {
  if (requested !== undefined) return theRequested(requested, context);
  for (const { find } of Object.values(CANDIDATES)) {
    const found = await find(context, false);
    if ("runtime" in found) return found.runtime;
  }
  throw new Error("the embedded runtime is always there");
}

async function theRequested(name: string, context: RuntimeContext): Promise<TaskRuntime> {
  if (!isRuntimeName(name)) {
    const names = Object.keys(CANDIDATES).join(", ");
    throw new UserError(
      `runtime is "${name}", allowed: ${names}; without one, the first that is there is taken`,
    );
  }
  const { find, remedy } = CANDIDATES[name];
  const found = await find(context, true);
  if ("runtime" in found) return found.runtime;
  throw new UserError(
    `runtime "${name}" is not there: ${found.problem}. To have it, ${remedy}; or leave --runtime out, and the first that is there is taken`,
  );
}

function isRuntimeName(name: string): name is RuntimeName {
  return Object.hasOwn(CANDIDATES, name);
}

function findContainers(name: "docker" | "podman"): Candidate["find"] {
  return async (context) => {
    const found = await findEngine(name, context);
    if ("problem" in found) return found;
    const { engine } = found;
    return { runtime: new ContainerRuntime(engine, `${name}: ${engine.description}`, context) };
  };
}

async function findHostNginx(context: RuntimeContext): Promise<Found> {
  const nginx = await findNginx(context);
  if (!nginx) return { problem: "no nginx on the PATH answers `nginx -e stderr -V`" };
  return { runtime: nginxRuntime(nginx, `nginx: found at ${nginx.path}`, context) };
}

async function findEmbedded(context: RuntimeContext, isRequested: boolean): Promise<Found> {
  const why = isRequested ? "as requested" : "no container engine and no nginx on the PATH";
  return { runtime: embeddedRuntime(`embedded: ${why}`, context) };
}

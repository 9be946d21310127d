import { UserError } from "../../config/user-error";
import { findEngine, findRegistry, hasImage, REGISTRY_IMAGE } from "../images/engine";
import { ContainerRuntime } from "./container/runtime";
import { embeddedRuntime } from "./embedded/runtime";
import type { RuntimeName, TaskRuntime } from "./model";
import { findNginx } from "./nginx/probe";
import { nginxRuntime } from "./nginx/runtime";
import type { RuntimeContext } from "./runtime-context";

export interface ChooseRuntimeOptions extends RuntimeContext {
  /** @default - the first that is there, of docker, podman, nginx and embedded */
  readonly requested?: string;
  /** What the application's image is built on: an engine that cannot get it is not chosen, unless it is requested. */
  readonly baseImages?: readonly string[];
}

/** Either a runtime, or why there is none. */
type Found =
  | { readonly runtime: TaskRuntime }
  | {
      readonly problem: string;
      /** Whether it answers, and is passed over all the same. */
      readonly surprising?: boolean;
      /** @default - the candidate's own */
      readonly remedy?: string;
    };

interface Candidate {
  /** Asks the program itself: that it is on the PATH says too little. */
  readonly find: (context: RuntimeContext, wanted: Wanted) => Promise<Found>;
  readonly remedy: string;
}

/** How a runtime is looked for. */
interface Wanted {
  readonly isRequested: boolean;
  readonly baseImages: readonly string[];
  /** Why those before it that answer were passed over. */
  readonly passed: readonly string[];
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
export async function chooseRuntime({
  requested,
  baseImages = [],
  ...context
}: ChooseRuntimeOptions): Promise<TaskRuntime> {
  if (requested !== undefined) return theRequested(requested, context);
  const passed: string[] = [];
  for (const { find } of Object.values(CANDIDATES)) {
    const found = await find(context, { isRequested: false, baseImages, passed });
    if ("runtime" in found) return found.runtime;
    if (found.surprising) passed.push(found.problem);
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
  const found = await find(context, { isRequested: true, baseImages: [], passed: [] });
  if ("runtime" in found) return found.runtime;
  throw new UserError(
    `runtime "${name}" cannot be had: ${found.problem}. To have it, ${found.remedy ?? remedy}; or leave --runtime out, and the first that is there is taken`,
  );
}

function isRuntimeName(name: string): name is RuntimeName {
  return Object.hasOwn(CANDIDATES, name);
}

function findContainers(name: "docker" | "podman"): Candidate["find"] {
  return async (context, { baseImages }) => {
    const found = await findEngine(name, context);
    if ("problem" in found) return found;
    const { engine } = found;
    const registry = await findRegistry(engine);
    if ("problem" in registry) return { ...registry, surprising: true, remedy: registryRemedy(name) };
    for (const image of baseImages) {
      if (!(await hasImage(engine, image)))
        return { problem: `${name} cannot pull ${image}`, surprising: true };
    }
    const equipped = { ...engine, startRegistry: registry.start };
    return { runtime: new ContainerRuntime(equipped, `${name}: ${engine.description}`, context) };
  };
}

/** Images are pushed to a registry on this machine, which stands in for ECR. */
function registryRemedy(name: string): string {
  return `install docker-registry (Debian and Ubuntu: apt install docker-registry), or run: ${name} pull ${REGISTRY_IMAGE}`;
}

async function findHostNginx(context: RuntimeContext, { passed }: Wanted): Promise<Found> {
  const nginx = await findNginx(context);
  if (!nginx) return { problem: "no nginx on the PATH answers `nginx -e stderr -V`" };
  return { runtime: nginxRuntime(nginx, because(`nginx: found at ${nginx.path}`, passed), context) };
}

async function findEmbedded(context: RuntimeContext, { isRequested, passed }: Wanted): Promise<Found> {
  const why = isRequested ? "as requested" : "no container engine and no nginx on the PATH";
  return { runtime: embeddedRuntime(because(`embedded: ${why}`, passed), context) };
}

function because(description: string, passed: readonly string[]): string {
  return [description, ...passed].join("; ");
}

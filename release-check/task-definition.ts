import { suggest } from "../config/suggest";
import { describeMemory, FARGATE_CPU_UNITS, isFargateSize } from "../modules/app_infra/fargate-size";
import type { DataFile, Path } from "./data-file";
import type { StackFacts } from "./facts";
import type { Finding } from "./finding";
import { type Attributes, isObject, objects, overlay } from "./overlay";
import { isOpen } from "./placeholders";

/** The task definition that a release registers: the stack's template with the application's file laid over it. */
export class TaskDefinition {
  readonly merged: Attributes;
  readonly containers: readonly Attributes[];

  constructor(
    /** An empty one where the application has none. */
    readonly file: DataFile,
    readonly stack: StackFacts,
  ) {
    const merged = overlay(stack.taskDefinitionTemplate ?? {}, file.at());
    this.merged = isObject(merged) ? merged : {};
    this.containers = objects(this.merged.containerDefinitions);
  }

  /** The container that the load balancer sends traffic to. */
  get released(): Attributes | undefined {
    return this.containers.find(({ name }) => name === this.stack.container.name);
  }

  /** Ports that the released container maps. */
  get ports(): unknown[] {
    return objects(this.released?.portMappings).map(({ containerPort }) => containerPort);
  }

  /** Where the file speaks of a container. */
  lineOf(container: unknown, ...path: Path): number | undefined {
    const list = this.file.at("containerDefinitions");
    const index = Array.isArray(list) ? list.findIndex((one) => isObject(one) && one.name === container) : -1;
    return index < 0
      ? this.file.lineOf("containerDefinitions")
      : this.file.lineOf("containerDefinitions", index, ...path);
  }
}

/** What ECS would not take of a task definition on Fargate, or what does not agree with the stack. */
export function checkTaskDefinition(task: TaskDefinition): Finding[] {
  const { file } = task;
  if (!isObject(file.at())) {
    return [file.error(undefined, "is no object", "write an object, or take the file out")];
  }
  return [...checkTask(task), ...checkSize(task), ...checkContainers(task)];
}

interface Rule {
  readonly allowed: string;
  readonly holds: (value: unknown) => boolean;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
const RULES: Readonly<Record<string, Rule>> = {
  family: {
    allowed: "1 to 255 letters, digits, hyphens and underscores",
    holds: (value) => typeof value === "string" && /^[\w-]{1,255}$/.test(value),
  },
  networkMode: { allowed: '"awsvpc" on Fargate', holds: (value) => value === "awsvpc" },
  requiresCompatibilities: {
    allowed: 'a list with "FARGATE"',
    holds: (value) => Array.isArray(value) && value.includes("FARGATE"),
  },
};

function checkTask({ file, merged }: TaskDefinition): Finding[] {
  return Object.entries(RULES)
    .filter(([key, { holds }]) => !isOpen(merged[key]) && !holds(merged[key]))
    .map(([key, { allowed }]) =>
      file.error(
        file.lineOf(key),
        `${key} is ${JSON.stringify(merged[key]) ?? "not set"}, allowed: ${allowed}`,
        file.at(key) === undefined ? `set ${key}` : "change it",
      ),
    );
}

function checkSize({ file, merged: { cpu, memory } }: TaskDefinition): Finding[] {
  if (isOpen(cpu) || isOpen(memory)) return [];
  const [units, mebibytes] = [inUnits(cpu), inUnits(memory)];
  if (isFargateSize(units, mebibytes)) return [];
  const key = file.at("cpu") === undefined ? "memory" : "cpu";
  const said = `cpu ${JSON.stringify(cpu) ?? "not set"} with memory ${JSON.stringify(memory) ?? "not set"}`;
  const isOffered = FARGATE_CPU_UNITS.includes(units);
  return [
    file.error(
      file.lineOf(key),
      `${said} is no size that Fargate offers`,
      isOffered
        ? `cpu ${units} goes with memory of ${describeMemory(units)}`
        : `set cpu to one of ${FARGATE_CPU_UNITS.join(", ")}`,
    ),
  ];
}

/** ECS takes `"1024"` as well as `"1 vCPU"` and `"2 GB"`: one of either is 1024. */
function inUnits(value: unknown): number {
  const [, number, unit] = /^\s*(\d*\.?\d+)\s*(vcpu|gb)?\s*$/i.exec(String(value)) ?? [];
  return Number(number ?? Number.NaN) * (unit ? 1024 : 1);
}

function checkContainers(task: TaskDefinition): Finding[] {
  const { file, containers, stack, released } = task;
  const { name } = stack.container;
  const names = containers.map((container) => container.name);
  if (name === undefined || names.some(isOpen)) return [];
  if (!released) {
    const texts = names.filter((one) => typeof one === "string");
    const meant = suggest(name, texts);
    return [
      file.error(
        meant === undefined ? file.lineOf("containerDefinitions") : task.lineOf(meant, "name"),
        `no container is called ${name}, which the stack's load balancer sends traffic to`,
        meant ? `rename ${meant} to ${name}` : `add a container with "name": "${name}"`,
      ),
    ];
  }
  return [...checkImages(task, released), ...checkPorts(task, released), ...strangers(task)];
}

function checkPorts(task: TaskDefinition, { name }: Attributes): Finding[] {
  const { port } = task.stack.container;
  const { ports } = task;
  if (port === undefined || ports.some(isOpen) || ports.some((one) => Number(one) === port)) return [];
  return [
    task.file.error(
      task.lineOf(name, "portMappings"),
      `container ${name} maps ${ports.length > 0 ? `port ${ports.join(", ")}` : "no port"}, and the stack's load balancer sends traffic to ${port}`,
      `add { "containerPort": ${port} } to its portMappings`,
    ),
  ];
}

/** A release runs its own image only where the released container takes it, and nowhere else. */
function checkImages(task: TaskDefinition, released: Attributes): Finding[] {
  const { file, stack, containers } = task;
  const [wanted] = stack.deploy.images;
  const { name, image } = released;
  if (wanted) {
    const holders = containers.filter((container) => container.image === `<${wanted.placeholder}>`);
    if (holders.length === 1) return [];
    return [
      file.error(
        task.lineOf(name, "image"),
        `${holders.length} containers have the image <${wanted.placeholder}>, allowed: one`,
        `give container ${name} the image <${wanted.placeholder}>, and no other`,
      ),
    ];
  }
  if (typeof image !== "string" || isOpen(image)) return [];
  return [
    file.warning(
      task.lineOf(name, "image"),
      `container ${name} has the image ${image}: a release may run it instead of the one just built`,
      "take image out of this container: the build fills it in",
    ),
  ];
}

/** Containers beside the released one bring their own image. */
function strangers(task: TaskDefinition): Finding[] {
  const { containers, stack } = task;
  return containers
    .filter(({ name, image }) => name !== stack.container.name && !(typeof image === "string" && image))
    .map(({ name }) =>
      task.file.error(
        task.lineOf(name, "name"),
        `container ${JSON.stringify(name) ?? "without a name"} has no image`,
        `give it an image, or name it ${stack.container.name}, whose image the build fills in`,
      ),
    );
}

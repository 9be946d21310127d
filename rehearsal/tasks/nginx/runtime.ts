import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join, posix } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, PortTaken } from "../free-port";
import { launchProcess } from "../launch-process";
import type { TaskRequest } from "../model";
import { ProcessRuntime } from "../process-runtime";
import type { Launched, Program } from "../program";
import { type RuntimeContext, stopGraceMs } from "../runtime-context";
import { containerEnvironment } from "./command";
import type { ImageFiles } from "./files";
import { imageConfiguration } from "./image-configuration";
import type { NginxProgram } from "./probe";
import { printDirectives } from "./reader";
import { type Places, portsOf, rewriteConfiguration } from "./rewrite";

/** Real milliseconds between two looks at the size of a log that nginx itself appends to. */
const CUT_EVERY_MS = 500;
const LOOK_EVERY_MS = 10;

/** Runs an image built on nginx with this machine's nginx, and the image's own configuration. */
export function nginxRuntime(
  nginx: NginxProgram,
  description: string,
  context: RuntimeContext,
): ProcessRuntime {
  return new ProcessRuntime(
    "nginx",
    description,
    (request, image) => nginxProgram(nginx, request, image, context),
    context,
  );
}

function nginxProgram(
  nginx: NginxProgram,
  request: TaskRequest,
  image: ImageFiles,
  context: RuntimeContext,
): Program {
  const configuration = imageConfiguration(image, request.container);
  const ports = portsOf(configuration);
  const isReached = ports.includes(request.containerPort);
  return {
    notes: isReached ? [] : [`no server of nginx listens on the container's port ${request.containerPort}`],
    launch: async (port, log) => {
      const others = await Promise.all(ports.map(async (each) => [each, await freePort()] as const));
      const real = new Map([...others, [request.containerPort, port]]);
      const places = { ...placesOf(request, image, real, log.path), temporaryPaths: nginx.temporaryPaths };
      const file = join(request.folder, "nginx.conf");
      writeFileSync(file, printDirectives(rewriteConfiguration(configuration, places)));
      const before = log.size();
      const { launched } = launchProcess(
        context.processes,
        log,
        nginx.path,
        ["-p", request.folder, "-e", "stderr", "-c", file],
        {
          env: containerEnvironment(image, request.container),
          cwd: request.folder,
          stopSignal: stopSignal(image),
          graceMs: stopGraceMs(request.container, context.clock),
        },
      );
      const isTaken = (): boolean => log.since(before).includes("Address already in use");
      if (!(await settled(launched, places.pid, isTaken))) throw new PortTaken(port);
      const cutting = setInterval(() => log.cut(), CUT_EVERY_MS);
      void launched.ended.then(() => clearInterval(cutting));
      return launched;
    },
  };
}

function placesOf(
  request: TaskRequest,
  image: ImageFiles,
  ports: Places["ports"],
  output: string,
): Omit<Places, "temporaryPaths"> {
  const write = (path: string): string => {
    const file = join(request.folder, "files", posix.resolve("/", path));
    mkdirSync(dirname(file), { recursive: true });
    return file;
  };
  return {
    ports,
    output,
    write,
    pid: write("/run/nginx.pid"),
    read: (path) => join(image.rootfs, posix.resolve("/", path)),
  };
}

/** nginx writes its pid once it has its ports; one that cannot have them says so, and tries on for a while. */
async function settled(launched: Launched, pid: string, isTaken: () => boolean): Promise<boolean> {
  let hasEnded = false;
  void launched.ended.then(() => {
    hasEnded = true;
  });
  while (!hasEnded && !existsSync(pid)) {
    if (isTaken()) await launched.stop();
    await sleep(LOOK_EVERY_MS);
  }
  return !isTaken();
}

/** @see https://aws.amazon.com/blogs/containers/graceful-shutdowns-with-ecs/ */
function stopSignal({ config }: ImageFiles): NodeJS.Signals {
  const name = config.stopSignal.toUpperCase();
  const signals = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  const known = signals.find(([signal, number]) => [signal, signal.slice(3), String(number)].includes(name));
  return known?.[0] ?? "SIGTERM";
}

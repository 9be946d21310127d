import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Clock } from "../clock";
import type { Processes } from "../processes/model";
import { freePort } from "../tasks/free-port";
import { TaskLog } from "../tasks/log";
import type { Control } from "./control";
import { SandboxedInstance } from "./instance";
import type { Machine } from "./machine";
import { addressOf, hostName, startMetadataService } from "./metadata";
import type { InstanceRequest } from "./model";
import { Mounts } from "./mounts";
import { writeCommands } from "./own-folder";
import { PACKAGE_PROGRAMS } from "./packages";
import { createRoot, prepareRoot } from "./root";
import { FILE_SYSTEMS, NODE_PROGRAM, OWN } from "./sandbox/enter";
import type { HostPrograms } from "./sandbox/requirements";
import { Sandbox } from "./sandbox/sandbox";
import { Services } from "./units/services";
import { runUserData } from "./user-data";

/** What all instances of a rehearsal share. */
export interface BootContext {
  readonly processes: Processes;
  readonly programs: HostPrograms;
  readonly clock: Clock;
  readonly control: Control;
  /** Names of the commands that the rehearsal answers. */
  readonly commands: readonly string[];
  /** Where clients of AWS's SDK find what stands in for AWS. */
  readonly endpointUrl: string;
  /** Ports that an application is asked at from within its instance. */
  readonly applicationPorts: readonly number[];
}

const PATH = [
  `${OWN}/bin`,
  PACKAGE_PROGRAMS,
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
];

/** There once the first boot is over. */
const BOOTED = "booted";

/** Boots an instance. @throws Error that says why it does not come up */
export async function bootInstance(
  request: InstanceRequest,
  context: BootContext,
): Promise<SandboxedInstance> {
  const { id, folder, metadata, fault = {}, signal } = request;
  if (fault.doesNotBoot) throw new Error(`instance ${id} does not boot, as it was told to`);
  const own = join(folder, "own");
  for (const path of [folder, own]) mkdirSync(path, { recursive: true });
  const log = new TaskLog(join(folder, "log"));
  const about = { ...metadata, id, address: addressOf(id) };
  const name = hostName(about);
  const root = join(folder, "root");
  const goesOn = existsSync(join(folder, BOOTED));
  const service = await startMetadataService(about);
  const opened: (() => unknown)[] = [service.close];
  const close = async (): Promise<void> => {
    for (const one of opened.splice(0).reverse()) await one();
  };
  try {
    if (!goesOn) begin(root, request);
    const sandbox = await openSandbox(request, context, { root, own, name, address: about.address });
    opened.push(() => {
      sandbox.kill();
      return sandbox.ended;
    });
    const machine: Machine = {
      id,
      metadata,
      folder,
      own,
      sandbox,
      processes: context.processes,
      clock: context.clock,
      log,
      port: await freePort(),
      fault,
      environment: {
        PATH: PATH.join(":"),
        HOME: "/root",
        LANG: "C.UTF-8",
        AWS_ENDPOINT_URL: context.endpointUrl,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${service.port}`,
      },
    };
    const services = new Services(machine);
    const mounts = new Mounts(machine, Object.keys(request.fileSystems));
    const url = context.control.open({ machine, services, mounts });
    opened.push(() => context.control.forget(url));
    writeCommands(join(own, "bin"), {
      commands: context.commands,
      curl: context.programs.curl,
      url,
      speed: context.clock.speed,
      port: machine.port,
      metadataPort: service.port,
      names: ["localhost", "127.0.0.1", about.address, name],
      applicationPorts: context.applicationPorts,
    });
    const instance = new SandboxedInstance(machine, { root, services, close });
    opened.push(() => services.stopAll());
    await goOn(instance, { machine, services, mounts }, request, goesOn);
    if (signal?.aborted) throw new Error(`instance ${id} was ended as it booted`);
    return instance;
  } catch (error) {
    await close();
    log.destroy();
    throw error;
  }
}

/** What a boot does once programs can run. */
async function goOn(
  instance: SandboxedInstance,
  { machine, services, mounts }: { machine: Machine; services: Services; mounts: Mounts },
  { userData, signal }: InstanceRequest,
  goesOn: boolean,
): Promise<void> {
  if (goesOn) await mounts.restore();
  for (const problem of await mounts.mountAll()) machine.log.note(problem);
  await services.startEnabled();
  if (goesOn) return;
  if (userData !== undefined) await runUserData(userData, machine, signal);
  writeFileSync(join(instance.folder, BOOTED), "");
}

/** A root that an interrupted first boot has left is made anew. */
function begin(root: string, { image }: InstanceRequest): void {
  rmSync(root, { recursive: true, force: true });
  createRoot(root, image);
}

function openSandbox(
  { fileSystems }: InstanceRequest,
  { processes, programs }: BootContext,
  { root, own, name, address }: { root: string; own: string; name: string; address: string },
): Promise<Sandbox> {
  const host = prepareRoot(root, { name, address });
  for (const [id, shared] of Object.entries(fileSystems)) {
    mkdirSync(shared, { recursive: true });
    mkdirSync(join(own, "file-systems", id), { recursive: true });
  }
  writeFileSync(join(own, basename(NODE_PROGRAM)), "");
  return Sandbox.open({
    processes,
    programs,
    root,
    hostname: name.split(".")[0] ?? name,
    readOnly: [
      ...host.shown.map(({ path }) => ({ from: path, to: path })),
      { from: own, to: OWN },
      { from: process.execPath, to: NODE_PROGRAM },
    ],
    writable: Object.entries(fileSystems).map(([id, from]) => ({ from, to: `${FILE_SYSTEMS}/${id}` })),
  });
}

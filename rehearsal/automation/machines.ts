import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AwsError } from "../aws/actions";
import type { Instance, InstanceRuntime } from "../instances/model";
import { type MachineImages, newId } from "./machine-images";
import type { DescribedInstance, InstanceStateName } from "./model";

/** An instance that no group launched. */
export interface Machine extends DescribedInstance {
  /** Its root, once it has booted for the first time. */
  readonly root?: string;
  /** There while it runs. */
  readonly instance?: Instance;
  readonly role?: string;
  readonly userData?: string;
  readonly clientToken?: string;
}

export interface LaunchRequest {
  readonly imageId: string;
  readonly instanceType: string;
  readonly role?: string;
  /** Decoded. */
  readonly userData?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** A second request with it launches nothing. */
  readonly clientToken?: string;
}

export interface MachinesProps {
  /** Each has a folder of its own in it; those of a rehearsal that was killed are gone on with. */
  readonly folder: string;
  readonly region: string;
  readonly runtime: InstanceRuntime;
  readonly images: MachineImages;
  readonly now: () => number;
  readonly say: (line: string) => void;
}

/** The instances that no group launched: what an image is baked and checked on. */
export class Machines {
  private readonly machines = new Map<string, Machine>();
  private readonly work = new Set<Promise<void>>();
  /** Ends the boot of each that boots. */
  private readonly booting = new Map<string, AbortController>();
  private readonly file: string;

  constructor(private readonly props: MachinesProps) {
    mkdirSync(props.folder, { recursive: true });
    this.file = join(props.folder, "machines.json");
    for (const machine of read(this.file)) {
      this.machines.set(machine.id, { ...machine, isOnline: false });
      // What was on its way when the rehearsal was killed arrives.
      if (machine.state === "pending" || machine.state === "running") this.boot(machine.id);
      else this.change(machine.id, { state: ARRIVES[machine.state] ?? machine.state });
    }
  }

  public get all(): readonly Machine[] {
    return [...this.machines.values()];
  }

  public find(id: string): Machine | undefined {
    return this.machines.get(id);
  }

  /**
   * Launches an instance, and does not wait until it has booted: one that never does runs all the same, as on EC2.
   *
   * @throws AwsError for an image that cannot be launched
   */
  public launch(request: LaunchRequest): Machine {
    const { clientToken } = request;
    const known = this.all.find((one) => clientToken !== undefined && one.clientToken === clientToken);
    if (known) return known;
    this.props.images.launch(request.imageId);
    const id = newId("i");
    const { now, region } = this.props;
    this.machines.set(id, {
      ...request,
      id,
      zone: `${region}a`,
      state: "pending",
      isOnline: false,
      launchedAt: now(),
    });
    this.boot(id);
    return this.need(id);
  }

  /** @throws AwsError where there is none, or it is not stopped */
  public start(id: string): void {
    const { state } = this.need(id);
    if (state === "running" || state === "pending") return;
    if (state !== "stopped") throw incorrect(id, state, "started");
    this.boot(id);
  }

  /** @throws AwsError where there is none, or it is not running */
  public stop(id: string): void {
    const { state } = this.need(id);
    if (state === "stopped" || state === "stopping") return;
    if (state !== "running" && state !== "pending") throw incorrect(id, state, "stopped");
    this.end(id, "stopping", "stopped");
  }

  /** @throws AwsError where there is none */
  public terminate(id: string): void {
    if (this.need(id).state !== "terminated") this.end(id, "shutting-down", "terminated");
  }

  /** @returns whether there is one */
  public tag(id: string, tags: Readonly<Record<string, string>>): boolean {
    const machine = this.machines.get(id);
    if (machine) this.change(id, { tags: { ...machine.tags, ...tags } });
    return machine !== undefined;
  }

  /** Ends every one. */
  public async close(): Promise<void> {
    for (const { id } of this.all) this.terminate(id);
    while (this.work.size > 0) await Promise.all(this.work);
  }

  private need(id: string): Machine {
    const machine = this.machines.get(id);
    if (machine) return machine;
    throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${id}' does not exist`);
  }

  private boot(id: string): void {
    const { imageId, instanceType, userData, role, tags, zone } = this.need(id);
    const { runtime, images, folder, region, say } = this.props;
    this.change(id, { state: "running", isOnline: false });
    const over = new AbortController();
    this.booting.set(id, over);
    const boot = async (): Promise<void> => {
      const image = images.launch(imageId);
      const instance = await runtime.boot({
        id,
        folder: join(folder, id),
        image: image.folder,
        userData,
        fileSystems: {},
        metadata: { region, availabilityZone: zone, instanceType, imageId, role, tags },
        fault: { doesNotBoot: !image.boots },
        signal: over.signal,
      });
      if (over.signal.aborted) return instance.terminate();
      this.change(id, { instance, root: instance.root, isOnline: true });
      void instance.died.then((reason) => {
        say(`instance ${id} has ended: ${reason}`);
        if (this.need(id).instance === instance) this.change(id, { isOnline: false });
      });
    };
    const told = (error: Error) => {
      if (!over.signal.aborted) say(`instance ${id} does not come up: ${error.message}`);
    };
    this.keep(boot().catch(told));
  }

  private end(id: string, on: InstanceStateName, then: InstanceStateName): void {
    const { instance } = this.need(id);
    this.booting.get(id)?.abort();
    this.change(id, { state: on, isOnline: false, instance: undefined });
    const arrive = () => this.change(id, { state: then });
    this.keep(Promise.resolve(instance?.terminate()).then(arrive, arrive));
  }

  private keep(work: Promise<void>): void {
    const kept = work.finally(() => this.work.delete(kept));
    this.work.add(kept);
  }

  private change(id: string, change: Partial<Machine>): void {
    this.machines.set(id, { ...this.need(id), ...change });
    const kept = this.all.map(({ instance, ...machine }) => machine);
    writeFileSync(`${this.file}.part`, JSON.stringify(kept));
    renameSync(`${this.file}.part`, this.file);
  }
}

const ARRIVES: Readonly<Partial<Record<InstanceStateName, InstanceStateName>>> = {
  stopping: "stopped",
  "shutting-down": "terminated",
};

function read(file: string): readonly Machine[] {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
}

function incorrect(id: string, state: InstanceStateName, what: string): AwsError {
  return new AwsError(
    "IncorrectInstanceState",
    `The instance '${id}' is not in a state from which it can be ${what}: it is ${state}.`,
  );
}

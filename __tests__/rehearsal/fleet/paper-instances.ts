import type { Instance, InstanceRequest, ScriptResult } from "../../../rehearsal/instances/model";
import type { VirtualClock } from "../virtual-clock";

/** AWS milliseconds until an instance has booted. */
export const BOOT_MS = 60_000;

/** An instance that runs nothing. */
export class PaperInstance implements Instance {
  readonly host = "127.0.0.1";
  readonly port = 8080;
  readonly root: string;
  readonly log: string;
  readonly folder: string;
  readonly died: Promise<string>;
  isTerminated = false;
  private tellDeath: (reason: string) => void = () => undefined;

  constructor(readonly request: InstanceRequest) {
    this.folder = request.folder;
    this.root = `${request.folder}/root`;
    this.log = `${request.folder}/log`;
    this.died = new Promise((resolve) => {
      this.tellDeath = resolve;
    });
  }

  get id() {
    return this.request.id;
  }

  get metadata() {
    return this.request.metadata;
  }

  async run(): Promise<ScriptResult> {
    return { ended: "exited", code: 0 };
  }

  isActive(): boolean {
    return true;
  }

  locate(): undefined {
    return undefined;
  }

  async copyIn(): Promise<void> {}

  die(reason: string): void {
    this.tellDeath(reason);
  }

  async terminate(): Promise<void> {
    this.isTerminated = true;
  }
}

/** Boots instances that run nothing, in the clock's time. */
export class PaperRuntime {
  readonly booted: PaperInstance[] = [];
  /** What the next boots fail by, one after the other. */
  readonly failures: string[] = [];

  constructor(private readonly clock: VirtualClock) {}

  readonly boot = async (request: InstanceRequest): Promise<PaperInstance> => {
    await this.clock.after(BOOT_MS, request.signal);
    if (request.signal?.aborted) throw new Error("The boot was ended");
    const failure = this.failures.shift();
    if (failure) throw new Error(failure);
    const instance = new PaperInstance(request);
    this.booted.push(instance);
    return instance;
  };

  find(id: string): PaperInstance {
    const found = this.booted.filter((instance) => instance.id === id).at(-1);
    if (!found) throw new Error(`${id} has not booted`);
    return found;
  }
}

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BakeFault, type Bakery, MachineImages, openBakery } from "../../../rehearsal/automation";
import type { DescribedInstance, ExecutionRecord } from "../../../rehearsal/automation/model";
import type { Actions } from "../../../rehearsal/aws/actions";
import type { Clock } from "../../../rehearsal/clock";
import type { Instance, InstanceRequest, InstanceRuntime } from "../../../rehearsal/instances/model";
import { openParameters, parameterActions } from "../../../rehearsal/parameters";
import type { ParameterStore } from "../../../rehearsal/parameters/model";
import { VirtualClock } from "../virtual-clock";

/** What a script does: given its text and the instance's root, it prints and exits. */
export type Shell = (
  script: string,
  instance: Instance,
  say: (line: string) => void,
) => number | Promise<number>;

export interface BenchOptions {
  /** An Automation document named `bake`, as an object. */
  readonly document?: object;
  readonly shell?: Shell;
  readonly fault?: () => BakeFault;
  readonly actions?: Actions;
  readonly others?: () => readonly DescribedInstance[];
  /** Told each line that is said, as it is. */
  readonly onSay?: (line: string, bench: Bench) => void;
  /** @default - the bench's own, which stands still but for `play` */
  readonly time?: Clock;
  /** @default - on paper */
  readonly runtime?: InstanceRuntime;
  /** @default - a plain copy */
  readonly snapshot?: (root: string, target: string) => void;
  /** A rehearsal that was killed, whose folder and clock are gone on with. */
  readonly after?: Bench;
  /** Whether a bench that was killed is gone on with at once. @default true */
  readonly resumes?: boolean;
}

export const POINTER = "/shop-ami/golden-ami";
export const FIRST_IMAGE = "ami-00000000000000001";

const folders: string[] = [];

export function clearBenches(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Automation with instances on paper: roots are folders, and scripts are functions. */
export class Bench {
  readonly folder: string;
  readonly clock: VirtualClock;
  readonly said: string[] = [];
  readonly boots: InstanceRequest[] = [];
  /** Ids of instances that were ended in good order. */
  readonly terminated: string[] = [];
  readonly instances = new Map<string, Instance>();
  readonly store: ParameterStore;
  readonly images: MachineImages;
  readonly bakery: Bakery;
  /** All that answers in the place of AWS. */
  readonly actions: Actions;

  constructor(private readonly options: BenchOptions = {}) {
    const { document, fault, actions = {}, others, after, resumes = true } = options;
    this.folder = after?.folder ?? mkdtempSync(join(tmpdir(), "automation-"));
    if (!after) folders.push(this.folder);
    this.clock = after?.clock ?? new VirtualClock();
    const clock = options.time ?? this.clock;
    this.images = new MachineImages({
      folder: join(this.folder, "images"),
      snapshot: options.snapshot ?? (async (root, target) => cpSync(root, target, { recursive: true })),
      now: () => clock.now(),
    });
    this.store = openParameters({
      declared: [{ name: POINTER, value: FIRST_IMAGE, dataType: "aws:ec2:image" }],
      file: join(this.folder, "parameters.json"),
      now: () => clock.now(),
    });
    this.store.isImage = (id) => this.images.isAvailable(id);
    this.bakery = openBakery({
      documents: document ? [{ name: "bake", type: "Automation", content: JSON.stringify(document) }] : [],
      images: this.images,
      runtime: options.runtime ?? this.runtime(),
      clock,
      region: "eu-central-1",
      folder: this.folder,
      actions: () => this.actions,
      others,
      fault,
      say: (source, line) => {
        this.said.push(`${source}: ${line}`);
        options.onSay?.(line, this);
      },
    });
    this.actions = { ...parameterActions(this.store), ...this.bakery.answers, ...actions };
    if (after && resumes) this.bakery.resume();
  }

  /** Calls an action of AWS, such as `ssm.GetAutomationExecution`. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted, not typed
  public readonly call = (name: string, input: Record<string, unknown> = {}): any => {
    const action = this.actions[name];
    if (!action) throw new Error(`${name} is not answered`);
    return action(input);
  };

  public start(parameters: Record<string, string[]> = {}): string {
    const { AutomationExecutionId } = this.call("ssm.StartAutomationExecution", {
      DocumentName: "bake",
      Parameters: parameters,
    });
    return AutomationExecutionId;
  }

  public record(id: string): ExecutionRecord {
    const record = this.bakery.automations.find(id)?.record;
    if (!record) throw new Error(`there is no execution ${id}`);
    return record;
  }

  /** Plays an execution until it is over. */
  public async play(id = this.start()): Promise<ExecutionRecord> {
    await this.clock.play(this.until(() => this.record(id).endedAt !== undefined));
    return this.record(id);
  }

  /** Resolves once something holds, looked at each second. @throws Error after six hours, all in the bench's own time */
  public async until(holds: () => boolean): Promise<void> {
    const ends = this.clock.now() + 6 * 60 * 60_000;
    while (!holds()) {
      if (this.clock.now() > ends) throw new Error("it did not come to pass in six hours");
      await this.clock.after(1000);
    }
  }

  /** States of instances by their ids. */
  public get states(): string[] {
    return this.bakery.machines.all.map(({ state }) => state);
  }

  private runtime(): InstanceRuntime {
    return {
      description: "on paper",
      boot: async (request) => {
        this.boots.push(request);
        if (request.fault?.doesNotBoot) throw new Error("it hangs");
        const root = join(request.folder, "root");
        mkdirSync(root, { recursive: true });
        if (request.image) cpSync(request.image, root, { recursive: true });
        const instance = this.instance(request, root);
        this.instances.set(request.id, instance);
        return instance;
      },
      close: async () => undefined,
    };
  }

  private instance({ id, metadata, folder }: InstanceRequest, root: string): Instance {
    let die = (_: string): void => undefined;
    const died = new Promise<string>((resolve) => {
      die = resolve;
    });
    // In the root they would be many files more.
    const scripts = new Map<string, string>();
    const instance: Instance = {
      id,
      metadata,
      host: "127.0.0.1",
      port: 0,
      folder,
      root,
      log: join(folder, "log"),
      isActive: () => false,
      locate: (path) => join(root, path),
      copyIn: async (from, to) => {
        for (const name of readdirSync(from))
          scripts.set(`${to}/${name}`, readFileSync(join(from, name), "utf8"));
      },
      died,
      die: (reason) => die(reason),
      terminate: async () => void this.terminated.push(id),
      run: async ({ command: [, , path = ""], say, signal, timeoutMs }) => {
        const { shell = () => 0 } = this.options;
        const work = Promise.resolve(shell(scripts.get(path) ?? "", instance, (line) => say(line, "stdout")));
        const code = await Promise.race([work, this.clock.after(timeoutMs, signal)]);
        if (typeof code === "number") return { ended: "exited", code };
        return { ended: signal?.aborted ? "stopped" : "timed-out" };
      },
    };
    return instance;
  }
}

/** A script that writes a file into the root of its instance. */
export function writes(name: string, content: string): Shell {
  return (_, { root }) => {
    writeFileSync(join(root, name), content);
    return 0;
  };
}

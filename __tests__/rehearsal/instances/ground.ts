import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsCommand } from "../../../rehearsal/aws/commands/aws";
import { createEndpoint, type Endpoint } from "../../../rehearsal/aws/endpoint";
import { SpedUpClock } from "../../../rehearsal/clock";
import { createInstances } from "../../../rehearsal/instances";
import type { Instance, InstanceRequest, InstanceRuntime } from "../../../rehearsal/instances/model";
import { type GuardedProcesses, startProcesses } from "../../../rehearsal/processes";

/** What a script came to. */
export interface Ran {
  readonly code: number | string;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

const METADATA = {
  region: "eu-central-1",
  availabilityZone: "eu-central-1a",
  instanceType: "t3.micro",
  imageId: "ami-0123456789abcdef0",
  role: "shop-instance",
  tags: { Name: "shop" },
};

/** A folder and what boots instances in it; `close` leaves nothing. */
export class Ground {
  private count = 0;

  private constructor(
    public readonly folder: string,
    public readonly processes: GuardedProcesses,
    private readonly endpoint: Endpoint,
    public readonly runtime: InstanceRuntime,
    public readonly clock: SpedUpClock,
  ) {}

  /** @param parameters of Parameter Store, by their names */
  public static async open(parameters: Readonly<Record<string, string>> = {}): Promise<Ground> {
    const folder = mkdtempSync(join(tmpdir(), "instances-"));
    const processes = await startProcesses(folder);
    const clock = new SpedUpClock(60);
    const actions = {
      "ssm.GetParameter": ({ Name }: Readonly<Record<string, unknown>>) => ({
        Parameter: { Value: parameters[String(Name)] },
      }),
      "ssm.PutParameter": (input: Readonly<Record<string, unknown>>) => input,
    };
    const aws = awsCommand(actions, () => undefined);
    const endpoint = await createEndpoint({ actions, commands: { aws }, unanswered: () => undefined });
    const { url: endpointUrl } = endpoint;
    const runtime = await createInstances({ processes, clock, endpointUrl, environment: process.env });
    return new Ground(folder, processes, endpoint, runtime, clock);
  }

  public request(more: Partial<InstanceRequest> = {}): InstanceRequest {
    const id = `i-${String(++this.count).padStart(17, "0")}`;
    return { id, folder: join(this.folder, id), fileSystems: {}, metadata: METADATA, ...more };
  }

  public boot(more: Partial<InstanceRequest> = {}): Promise<Instance> {
    return this.runtime.boot(this.request(more));
  }

  /** A folder of its own, below the one that is removed. */
  public subfolder(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  public async close(): Promise<void> {
    await this.runtime.close();
    await this.endpoint.close();
    await this.processes.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs a script in bash. */
export async function bash(instance: Instance, script: string, timeoutMs = 30_000): Promise<Ran> {
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  const result = await instance.run({
    command: ["bash", "-c", script],
    timeoutMs,
    say: (line, output) => lines[output].push(line),
  });
  const code = result.ended === "exited" ? result.code : result.ended;
  return { code, out: lines.stdout, err: lines.stderr };
}

/** The body that an instance's application answers with, or how it does not. */
export async function ask(instance: Instance, path = "/"): Promise<string> {
  try {
    const response = await fetch(`http://${instance.host}:${instance.port}${path}`, {
      headers: { connection: "close" },
    });
    return response.ok ? (await response.text()).trim() : String(response.status);
  } catch {
    return "refused";
  }
}

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../../config/user-error";
import type { EquippedEngine } from "../../images/engine";
import { inspectImage } from "../../images/engine/inspect";
import { atDeath, LABEL, removal } from "../../images/engine/removal";
import type { Image } from "../../images/model";
import { PLACEHOLDER_SITE } from "../embedded/placeholder";
import { siteProgram } from "../embedded/site-program";
import { PortTaken } from "../free-port";
import { launchProcess } from "../launch-process";
import type { TaskLog } from "../log";
import type { RunningTask, TaskRequest, TaskRuntime } from "../model";
import type { Ending, Launched, Program } from "../program";
import { type RuntimeContext, stopGraceMs } from "../runtime-context";
import { startTask } from "../task";
import { runArguments } from "./arguments";

const LOOK_EVERY_MS = 50;
/** Real milliseconds from one command in a container to the next: each is a process of the engine. */
const LEAST_EXEC_MS = 1000;

/** Exit codes of the engine itself: there was no container, or its command could not be run. */
const NOT_STARTED: readonly (number | null)[] = [125, 126, 127];

/** Runs tasks as containers. */
export class ContainerRuntime implements TaskRuntime {
  public readonly name: EquippedEngine["name"];
  private readonly run = randomUUID();

  constructor(
    public readonly engine: EquippedEngine,
    public readonly description: string,
    private readonly context: RuntimeContext,
  ) {
    this.name = engine.name;
  }

  public async start(request: TaskRequest): Promise<RunningTask> {
    const { image } = request;
    const program = image
      ? await this.containerProgram(request, image)
      : siteProgram(PLACEHOLDER_SITE, request, this.context);
    return startTask(request, program, this.context);
  }

  public async close(): Promise<void> {
    const { output } = await this.engine.run([
      "ps",
      "--all",
      "--quiet",
      "--filter",
      `label=${LABEL}=${this.run}`,
    ]);
    const left = output.split("\n").filter((line) => /^[0-9a-f]+$/.test(line));
    if (left.length > 0) await this.engine.run(removal(this.engine, ...left));
  }

  private async containerProgram(request: TaskRequest, image: Image): Promise<Program> {
    const { localName = "" } = image;
    const inspected = await inspectImage(this.engine, localName);
    if (!inspected)
      throw new UserError(`${this.name} has no image ${image.repository}@${image.digest}: push it first`);
    const { volumes } = inspected;
    return {
      notes: [],
      leastCheckMs: LEAST_EXEC_MS,
      launch: (port, log) => this.launch(request, localName, volumes, port, log),
    };
  }

  private async launch(
    request: TaskRequest,
    image: string,
    volumes: readonly string[],
    port: number,
    log: TaskLog,
  ): Promise<Launched> {
    const { engine } = this;
    const name = `bluegreen-${this.run.slice(0, 8)}-${request.id}`;
    const forget = atDeath(this.context.processes, engine, removal(engine, name));
    const label = `${LABEL}=${this.run}`;
    const details = { name, label, port, image, volumes, engine: engine.name };
    // Attached, so that its output and its exit code are the client's own.
    const { launched } = launchProcess(
      this.context.processes,
      log,
      engine.path,
      runArguments(request, details),
      { env: engine.environment },
    );
    const ended = launched.ended.then(async (ending) => {
      await engine.run(removal(engine, name));
      forget();
      return explained(ending, log);
    });
    await this.settled(name, ended);
    const ending = await Promise.race([ended, undefined]);
    if (ending?.reason && /address already in use|port is already allocated/.test(ending.reason))
      throw new PortTaken(port);
    const seconds = Math.ceil(stopGraceMs(request.container, this.context.clock) / 1000);
    return {
      ended,
      stop: async () => {
        await engine.run(["stop", "--time", String(seconds), name]);
        await ended;
      },
      check: async (command, signal) => (await this.exec(name, command, signal)) ?? 1,
    };
  }

  /** Resolves once the container runs, or never will. */
  private async settled(name: string, ended: Promise<Ending>): Promise<void> {
    let hasEnded = false;
    void ended.then(() => {
      hasEnded = true;
    });
    while (!hasEnded) {
      const { output } = await this.engine.run([
        "container",
        "inspect",
        "--format",
        "{{.State.Status}}",
        name,
      ]);
      if (/^(running|exited|stopped)$/m.test(output)) return;
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html command */
  private async exec(
    name: string,
    [kind, ...words]: readonly string[],
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const command = kind === "CMD-SHELL" ? ["/bin/sh", "-c", ...words] : words;
    const { code } = await this.engine.run(["exec", name, ...command], { signal });
    return code;
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
function explained(ending: Ending, log: TaskLog): Ending {
  if (!NOT_STARTED.includes(ending.code)) return ending;
  const lines = log.since(0).trimEnd().split("\n");
  const said = lines.filter((line) => /error/i.test(line)).at(-1) ?? lines.at(-1);
  return { ...ending, reason: `CannotStartContainerError: ${said}` };
}

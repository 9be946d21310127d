import { join } from "node:path";
import type { Clock } from "../clock";
import type { Processes } from "../processes/model";
import { crashingProgram } from "./crash";
import { freePort, PortTaken } from "./free-port";
import { type HealthCheck, startHealthCheck } from "./health/health-check";
import { TaskLog } from "./log";
import type { ContainerHealth, RunningTask, TaskRequest } from "./model";
import type { Ending, Launched, Program } from "./program";

/** How often a port may be taken by another program just before the task listens on it. */
const MOST_PORTS = 5;

/** What every runtime has. */
export interface TaskContext {
  readonly processes: Processes;
  readonly clock: Clock;
}

/** Starts a program as a task: its log, its port, its health check, and what is to go wrong with it. */
export async function startTask(
  request: TaskRequest,
  program: Program,
  context: TaskContext,
): Promise<RunningTask> {
  const log = new TaskLog(join(request.folder, "log"));
  for (const note of program.notes) log.note(note);
  const stopping = new AbortController();
  const delaySeconds = request.fault?.slowStartSeconds ?? 0;
  const runs = request.fault?.crash ? crashingProgram(context.processes) : program;
  if (delaySeconds === 0) {
    const { port, launched } = await launchOnFreePort(runs, log).catch((error) => {
      log.destroy();
      throw error;
    });
    return new Task(
      request,
      log,
      port,
      Promise.resolve(launched),
      stopping,
      context.clock,
      program.leastCheckMs,
    );
  }
  const port = await freePort();
  const launching = context.clock
    .after(delaySeconds * 1000, stopping.signal)
    .then(() => (stopping.signal.aborted ? undefined : launchLate(runs, port, log)));
  return new Task(request, log, port, launching, stopping, context.clock, program.leastCheckMs);
}

async function launchOnFreePort(
  program: Program,
  log: TaskLog,
): Promise<{ port: number; launched: Launched }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { port, launched: await program.launch(port, log) };
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === MOST_PORTS) throw error;
    }
  }
}

/** Nobody waits for a task that starts late: what keeps it from starting is how it ends. */
async function launchLate(program: Program, port: number, log: TaskLog): Promise<Launched> {
  try {
    return await program.launch(port, log);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.note(reason);
    return { ended: Promise.resolve({ code: null, signal: null, reason }), stop: async () => undefined };
  }
}

class Task implements RunningTask {
  public readonly id: string;
  public readonly host = "127.0.0.1";
  public readonly log: string;
  public readonly exited: Promise<string | undefined>;
  private readonly healthCheck?: HealthCheck;
  private launched?: Launched;
  private stopped?: Promise<void>;

  constructor(
    request: TaskRequest,
    private readonly output: TaskLog,
    public readonly port: number,
    private readonly launching: Promise<Launched | undefined>,
    private readonly stopping: AbortController,
    clock: Clock,
    leastRealMs?: number,
  ) {
    this.id = request.id;
    this.log = output.path;
    this.exited = this.run(request.container.name);
    if (request.container.healthCheck) {
      const run = (command: readonly string[], signal: AbortSignal): Promise<number> =>
        this.launched?.check?.(command, signal) ?? Promise.resolve(1);
      this.healthCheck = startHealthCheck({ check: request.container.healthCheck, run, clock, leastRealMs });
    }
  }

  public health(): ContainerHealth {
    return this.healthCheck?.health() ?? "UNKNOWN";
  }

  public stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async run(container: string): Promise<string | undefined> {
    this.launched = await this.launching;
    const ending = await this.launched?.ended;
    this.healthCheck?.stop();
    const wasTold = this.stopping.signal.aborted;
    if (!wasTold) this.output.destroy();
    return wasTold || !ending ? undefined : describe(container, ending);
  }

  private async end(): Promise<void> {
    this.stopping.abort();
    this.healthCheck?.stop();
    const launched = await this.launching;
    await launched?.stop();
    await this.exited;
    this.output.destroy();
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
function describe(container: string, { code, signal, reason }: Ending): string {
  if (reason) return reason;
  const how = signal ? `${signal}` : `exit code ${code}`;
  return `Essential container in task exited: ${container} ended with ${how}`;
}

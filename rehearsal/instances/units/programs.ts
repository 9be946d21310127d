import type { ChildProcess } from "node:child_process";
import type { Ending, Launched } from "../../tasks/program";
import { type Machine, readInside } from "../machine";
import type { ServiceFault } from "../model";
import type { BuiltInUnit } from "./catalogue";
import type { ServiceProgram } from "./service";
import { type ExecLine, fillWords, parseEnvironmentFile, type UnitFile } from "./unit-file";
import { startWebServer } from "./web-server";

/** AWS milliseconds that requests have to end as a web server is stopped. @see https://httpd.apache.org/docs/2.4/mod/mpm_common.html#gracefulshutdowntimeout */
const WEB_GRACE_MS = 30_000;

/** AWS milliseconds that a command beside the service itself may take. @see https://www.freedesktop.org/software/systemd/man/latest/systemd-system.conf.html DefaultTimeoutStartSec */
const COMMAND_MS = 90_000;

const NEVER = { restarts: () => false, remains: () => false, pause: async () => undefined };

const CRASHED = "it ended with exit code 1 as it was started, as it was told to";

/** How a service of a package is run. */
export function builtInProgram({ kind }: BuiltInUnit, machine: Machine): ServiceProgram {
  const { clock, folder, log, port, processes, sandbox } = machine;
  if (kind === "agent") return { ...NEVER, launch: async () => onlySaidToRun() };
  return {
    ...NEVER,
    ...slowly(machine),
    launch: async () =>
      faultOf(machine).crash
        ? CRASHED
        : startWebServer({
            processes,
            log,
            folder,
            view: sandbox.view,
            port,
            graceMs: clock.limit(WEB_GRACE_MS),
          }),
  };
}

function onlySaidToRun(): Launched {
  let end: (ending: Ending) => void;
  const ended = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  return { ended, stop: async () => end({ code: 0, signal: null }) };
}

function slowly(machine: Machine): Pick<ServiceProgram, "delay"> {
  const { slowStartSeconds } = faultOf(machine);
  return slowStartSeconds ? { delay: (signal) => machine.clock.after(slowStartSeconds * 1000, signal) } : {};
}

function faultOf({ fault }: Machine): ServiceFault {
  return fault.service?.() ?? {};
}

/** How a service with a unit file is run: in the sandbox, with the instance's port as its `PORT`. */
export function unitProgram(name: string, unit: UnitFile, machine: Machine): ServiceProgram {
  const { clock } = machine;
  if (unit.user !== "root") machine.log.note(`${name}: User=${unit.user} is not played; it runs as root`);
  return {
    ...slowly(machine),
    launch: async (job) => (faultOf(machine).crash ? CRASHED : new UnitRun(unit, machine, job).launch()),
    // https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Restart=
    restarts: ({ code }) =>
      unit.restart === "always" ||
      (code === 0 ? unit.restart === "on-success" : unit.restart.startsWith("on-")),
    remains: ({ code }) => code === 0 && (unit.remains || unit.type === "forking"),
    pause: (signal) => clock.after(unit.restartSeconds * 1000, signal),
  };
}

/** Runs one command of a service that has been started, such as its `ExecReload`. */
export function runUnitCommand(
  unit: UnitFile,
  line: ExecLine,
  machine: Machine,
): Promise<string | undefined> {
  return new UnitRun(unit, machine, `command-${machine.clock.now()}`).command(line);
}

/** One start of a unit. */
class UnitRun {
  constructor(
    private readonly unit: UnitFile,
    private readonly machine: Machine,
    private readonly job: string,
  ) {}

  public async launch(): Promise<Launched | string> {
    const { unit, machine, job } = this;
    const [main] = unit.start;
    if (!main) return "it has no ExecStart";
    const missing = unit.environmentFiles.find(({ path, mayMiss }) => !mayMiss && !this.file(path));
    if (missing) return `Failed to load environment files: ${missing.path}: No such file or directory`;
    for (const line of unit.before) {
      const problem = await this.command(line);
      if (problem) return problem;
    }
    if (unit.type === "oneshot" || unit.type === "forking") return this.launchAndWait();
    const child = this.spawn(main);
    for (const line of unit.after) void this.command(line);
    const graceMs = machine.clock.limit(Math.min(unit.stopSeconds, 3600) * 1000);
    return {
      ended: ending(child),
      stop: async () => {
        for (const line of unit.stop) await this.command(line);
        await machine.sandbox.end(job, unit.stopSignal, graceMs);
      },
    };
  }

  /** @returns what it says where it fails */
  public async command(line: ExecLine): Promise<string | undefined> {
    const { clock, sandbox } = this.machine;
    const job = `${this.job}-command`;
    const timer = setTimeout(
      () => void sandbox.end(job, "SIGTERM", 1000),
      Math.max(clock.real(COMMAND_MS), 10_000),
    );
    const { code, signal } = await ending(this.spawn(line, job));
    clearTimeout(timer);
    return code === 0 || line.mayFail
      ? undefined
      : `${line.words[0]} ended with ${signal ?? `exit code ${code}`}`;
  }

  /** A service that is up once its command has ended. */
  private async launchAndWait(): Promise<Launched | string> {
    const { unit, machine, job } = this;
    for (const line of unit.start) {
      const { code, signal } = await ending(this.spawn(line));
      if (code !== 0 && !line.mayFail) return `${line.words[0]} ended with ${signal ?? `exit code ${code}`}`;
    }
    return {
      ended: Promise.resolve({ code: 0, signal: null }),
      stop: async () => {
        for (const line of unit.stop) await this.command(line);
        await machine.sandbox.end(job, unit.stopSignal, machine.clock.limit(unit.stopSeconds * 1000));
      },
    };
  }

  private spawn(line: ExecLine, job = this.job): ChildProcess {
    const { unit, machine } = this;
    const environment = this.environment();
    const child = machine.sandbox.spawn(fillWords(line.words, environment), {
      cwd: unit.workingDirectory,
      environment,
      job,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout?.pipe(machine.log, { end: false });
    child.stderr?.pipe(machine.log, { end: false });
    return child;
  }

  private environment(): Record<string, string> {
    const { unit, machine } = this;
    const files = unit.environmentFiles.map(({ path }) => parseEnvironmentFile(this.file(path) ?? ""));
    return {
      ...machine.environment,
      ...unit.environment,
      ...Object.assign({}, ...files),
      PORT: String(machine.port),
    };
  }

  private file(path: string): string | undefined {
    return readInside(this.machine, path);
  }
}

/** How the program itself ended; what it left behind may hold its outputs open. */
function ending(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", ({ message }) => resolve({ code: null, signal: null, reason: message }));
  });
}

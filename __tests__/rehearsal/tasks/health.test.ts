import { readFileSync } from "node:fs";
import type { Clock } from "../../../rehearsal/clock";
import { embeddedRuntime } from "../../../rehearsal/tasks/embedded/runtime";
import { startHealthCheck } from "../../../rehearsal/tasks/health/health-check";
import { readHttpCommand } from "../../../rehearsal/tasks/health/http-command";
import type { ContainerHealthCheck } from "../../../rehearsal/tasks/model";
import { eventually, Workshop } from "./workshop";

const CHECK: ContainerHealthCheck = { command: ["CMD", "true"], interval: 10, timeout: 5, retries: 3 };

/** A clock that a test moves: the check waits for each turn. */
class Turns implements Clock {
  public readonly speed = 1;
  public waited = 0;
  private time = 0;
  private wake: () => void = () => undefined;

  public now(): number {
    return this.time;
  }
  public until(at: number, signal?: AbortSignal): Promise<void> {
    return this.after(at - this.time, signal);
  }
  public after(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.waited += 1;
    return new Promise((resolve) => {
      signal?.addEventListener("abort", () => resolve(), { once: true });
      this.wake = () => {
        this.time += milliseconds;
        resolve();
      };
    });
  }
  public real(milliseconds: number): number {
    return milliseconds;
  }
  public limit(milliseconds: number): number {
    return Math.min(milliseconds, 30);
  }
  public async next(): Promise<void> {
    const before = this.waited;
    this.wake();
    await eventually(() => this.waited > before);
  }
}

async function healthAfter(codes: (number | "hangs" | "throws")[], more: Partial<ContainerHealthCheck> = {}) {
  const clock = new Turns();
  const left = [...codes];
  const run = async (): Promise<number> => {
    const code = left.shift();
    if (code === "hangs") return new Promise(() => undefined);
    if (code === "throws" || code === undefined) throw new Error("the command cannot be run");
    return code;
  };
  const check = startHealthCheck({ check: { ...CHECK, ...more }, run, clock });
  const seen = [check.health()];
  for (const _ of codes) {
    await clock.next();
    seen.push(check.health());
  }
  check.stop();
  return seen.slice(1);
}

const [U, H, X] = ["UNKNOWN", "HEALTHY", "UNHEALTHY"];

describe("the health check of a container", () => {
  test("can be unknown until its first success, and healthy again by one", async () => {
    expect(await healthAfter([1, 0, 1, 1, 0])).toEqual([U, H, H, H, H]);
    expect(await healthAfter([1, 1, 1, 0])).toEqual([U, U, X, H]);
  });

  test("can count what hangs or cannot be run as a failure", async () => {
    expect(await healthAfter(["hangs", "throws"], { retries: 2 })).toEqual([U, X]);
  });

  test("can leave out the failures of the start period, until a success ends it", async () => {
    expect(await healthAfter([1, 1, 1, 1], { retries: 1, startPeriod: 30 })).toEqual([U, U, X, X]);
    expect(await healthAfter([0, 1], { retries: 1, startPeriod: 300 })).toEqual([H, X]);
  });

  test("fails for a command that ECS does not take", () => {
    const check = { command: ["curl", "x"] };
    expect(() => startHealthCheck({ check, run: async () => 0, clock: new Turns() })).toThrow(
      'begins with "curl", allowed: CMD and CMD-SHELL',
    );
  });
});

describe("a curl or wget", () => {
  test.each([
    [
      ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"],
      ["-q", "-O", "/dev/null"],
    ],
    [["CMD-SHELL", "curl -fsS http://localhost:8080/healthz || exit 1"], ["-fsS"]],
    [["CMD-SHELL", "wget -qO- 'http://localhost:8080/healthz' >/dev/null 2>&1 || exit 1"], ["-qO-"]],
    [
      ["CMD-SHELL", "curl -sf -o /dev/null localhost:8080/healthz"],
      ["-sf", "-o", "/dev/null"],
    ],
  ])("can be read: %j", (command, options) => {
    expect(readHttpCommand(command)).toMatchObject({ options });
    expect(readHttpCommand(command)?.url.port).toBe("8080");
  });

  test.each([
    [["CMD", "pgrep", "nginx"]],
    [["CMD-SHELL", "curl http://localhost:8080/ && rm -rf x"]],
    [["CMD-SHELL", "curl http://localhost:$PORT/"]],
    [["CMD-SHELL", "curl http://localhost:8080/ | grep ok"]],
    [["CMD", "curl", "https://localhost:8080/"]],
    [["CMD", "curl", "http://localhost:1/", "http://localhost:2/"]],
    [["CMD", "curl"]],
  ])("is nothing else: %j", (command) => {
    expect(readHttpCommand(command)).toBeUndefined();
  });
});

describe("the health of a process", () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await Workshop.open();
  });
  afterAll(() => workshop.close());

  async function healthOf(command: string[]) {
    const runtime = embeddedRuntime("", workshop.context());
    const healthCheck = { command, interval: 5, timeout: 5, retries: 2 };
    const container = { name: "app", image: "app", healthCheck };
    const task = await workshop.start(runtime, { image: workshop.sampleImage(), container });
    await eventually(() => task.health() !== "UNKNOWN");
    const health = task.health();
    await task.stop();
    return { health, log: readFileSync(task.log, "utf8") };
  }

  const wget = (path: string): string[] => [
    "CMD",
    "wget",
    "-q",
    "-O",
    "/dev/null",
    `http://127.0.0.1:8080${path}`,
  ];

  test("can be asked for, on the real port, and says how", async () => {
    const { health, log } = await healthOf(wget("/healthz"));
    expect(health).toBe("HEALTHY");
    expect(log).toContain("rehearsal: in place of wget, the rehearsal itself sends");
    expect((await healthOf(wget("/missing"))).health).toBe("UNHEALTHY");
    const lenient = ["CMD", "curl", "-s", "http://127.0.0.1:8080/missing"];
    expect((await healthOf(lenient)).health).toBe("HEALTHY");
    const strict = ["CMD-SHELL", "curl -f http://localhost:8080/missing || exit 1"];
    expect((await healthOf(strict)).health).toBe("UNHEALTHY");
  });

  test.each([[["CMD", "pgrep", "nginx"]], [["CMD", "curl", "http://127.0.0.1:9090/"]]])(
    "fails at the start when it cannot be played: %j",
    async (command) => {
      await expect(healthOf(command)).rejects.toThrow(
        /has to run in a container: .*127\.0\.0\.1:8080.*--runtime docker/,
      );
    },
  );
});

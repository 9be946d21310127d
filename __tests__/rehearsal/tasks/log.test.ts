import { appendFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { launchProcess } from "../../../rehearsal/tasks/launch-process";
import { LOG_KEPT, LOG_LIMIT, TaskLog } from "../../../rehearsal/tasks/log";
import { startTask } from "../../../rehearsal/tasks/task";
import { eventually, Workshop } from "./workshop";

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});
afterAll(() => workshop.close());

describe("the log of a task", () => {
  test("can be appended to by another process, and is cut then too", () => {
    const log = new TaskLog(join(workshop.folder, "shared"));
    appendFileSync(log.path, "x".repeat(LOG_LIMIT + 1));
    appendFileSync(log.path, "\nnewest\n");
    log.cut();
    expect(statSync(log.path).size).toBeLessThanOrEqual(LOG_KEPT);
    log.note("and a line");
    expect(readFileSync(log.path, "utf8")).toBe("newest\nrehearsal: and a line\n");
    log.destroy();
  });
});

describe("stopping a task", () => {
  test("can end one that ignores SIGTERM, once the stop timeout is over", async () => {
    const { processes } = workshop;
    const source = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1e6);";
    const program = {
      notes: [],
      launch: async (_: number, log: TaskLog) => {
        const options = { env: {}, graceMs: 200 };
        return launchProcess(processes, log, process.execPath, ["-e", source], options).launched;
      },
    };
    const runtime = {
      name: "embedded" as const,
      description: "",
      start: (request: Parameters<typeof startTask>[0]) => startTask(request, program, workshop.context()),
      close: async () => undefined,
    };
    const task = await workshop.start(runtime);
    await eventually(() => readFileSync(task.log, "utf8").includes("up"));
    const began = Date.now();
    await Promise.all([task.stop(), task.stop()]);
    expect(Date.now() - began).toBeGreaterThanOrEqual(190);
    expect(await task.exited).toBeUndefined();
    await task.stop();
  });
});

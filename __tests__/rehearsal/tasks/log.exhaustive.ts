import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { launchProcess } from "../../../rehearsal/tasks/launch-process";
import { LOG_KEPT, LOG_LIMIT, TaskLog } from "../../../rehearsal/tasks/log";
import { Workshop } from "./workshop";

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});
afterAll(() => workshop.close());

const FLOOD = `
const line = "0123456789".repeat(10) + "\\n";
const chunk = line.repeat(10000);
let left = 100;
(function next() { left-- > 0 ? process.stdout.write(chunk, next) : process.stdout.write("the end\\n"); })();
`;

describe("the log of a task", () => {
  test("can take 100 MB: the newest part is kept, and the memory stays as it is", async () => {
    const log = new TaskLog(join(workshop.folder, "flood"));
    const before = process.memoryUsage.rss();
    const { launched } = launchProcess(workshop.processes, log, process.execPath, ["-e", FLOOD], { env: {} });
    let longest = 0;
    const watching = setInterval(() => {
      longest = Math.max(longest, statSync(log.path).size);
    }, 5);
    await launched.ended;
    clearInterval(watching);
    const text = readFileSync(log.path, "utf8");
    expect(longest).toBeLessThanOrEqual(LOG_LIMIT);
    expect(text.length).toBeGreaterThan(LOG_KEPT / 2);
    expect(text).toMatch(/^(0123456789){10}\n/);
    expect(text.endsWith("the end\n")).toBe(true);
    expect(process.memoryUsage.rss() - before).toBeLessThan(60 * 2 ** 20);
    log.destroy();
  });
});

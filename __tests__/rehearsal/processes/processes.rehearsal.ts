import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { packageRoot } from "../../../package-root";
import { type GuardedProcesses, startProcesses } from "../../../rehearsal/processes";
import { processesOf } from "../../../rehearsal/processes/sweep";

const SLEEPER = ["-e", "process.on('SIGTERM',()=>{}); process.stdout.write('up'); setInterval(()=>{},1e6)"];

let folder: string;
let processes: GuardedProcesses;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "processes-"));
  processes = await startProcesses(folder);
});
afterEach(async () => {
  await processes.close();
  rmSync(folder, { recursive: true });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(check: () => boolean): Promise<void> {
  const until = Date.now() + 8000;
  while (check() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function startSleeper(): Promise<ChildProcess> {
  const child = processes.spawn(process.execPath, SLEEPER, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout as NodeJS.ReadableStream, "data");
  return child;
}

describe("processes of a rehearsal", () => {
  test("can be stopped though they ignore the signal, after the grace only", async () => {
    const child = await startSleeper();
    const began = Date.now();
    await processes.stop(child, "SIGTERM", 200);
    expect(child.signalCode).toBe("SIGKILL");
    expect(Date.now() - began).toBeGreaterThanOrEqual(190);
  });

  test("can be stopped twice, and after they ended", async () => {
    const child = processes.spawn(process.execPath, ["-e", ""]);
    await Promise.all([once(child, "exit"), processes.stop(child, "SIGTERM", 5000)]);
    await processes.stop(child, "SIGTERM", 5000);
    expect(child.exitCode ?? child.signalCode).not.toBeNull();
  });

  test("are ended with all that they started", async () => {
    const child = processes.spawn("bash", ["-c", "sleep 1000 & echo $!; wait"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
    await processes.stop(child, "SIGTERM", 1000);
    await gone(() => isAlive(Number(line)));
    expect(isAlive(Number(line))).toBe(false);
  });

  test("are all ended by closing, and commands for that moment are run", async () => {
    const mark = join(folder, "ran");
    const child = await startSleeper();
    processes.onDeath("touch", [mark]);
    processes.onDeath("touch", [`${mark}-not`])();
    await processes.close();
    expect(isAlive(child.pid as number)).toBe(false);
    expect([existsSync(mark), existsSync(`${mark}-not`)]).toEqual([true, false]);
    processes = await startProcesses(folder);
  });

  test("can have a command for that moment that succeeds only after another", async () => {
    const full = join(folder, "full");
    mkdirSync(join(full, "inner"), { recursive: true });
    processes.onDeath("rmdir", [full]);
    processes.onDeath("sh", ["-c", 'sleep 0.1; rmdir "$0"', join(full, "inner")]);
    await processes.close();
    expect(existsSync(full)).toBe(false);
    processes = await startProcesses(folder);
  });

  test("fails when a program is not there, as spawn does", async () => {
    const [error] = await once(processes.spawn("no-such-program", []), "error");
    expect(error).toMatchObject({ code: "ENOENT" });
  });
});

test("fails while another rehearsal works in the folder", async () => {
  await expect(startProcesses(folder)).rejects.toThrow(
    /another rehearsal \(process \d+\) works in .*--folder/,
  );
});

describe("a rehearsal that is killed", () => {
  const other = mkdtempSync(join(packageRoot(__dirname), "node_modules/.cache/killed-"));
  const script = join(other, "rehearsal.cjs");

  beforeAll(() => {
    writeFileSync(
      join(other, "entry.ts"),
      `import { startProcesses } from "${packageRoot(__dirname)}/rehearsal/processes";
      void startProcesses(process.argv[2]).then((processes) => {
        processes.spawn("bash", ["-c", "trap '' TERM; sleep 1000 & setsid sleep 1000 & wait; wait"], { stdio: "ignore" });
        processes.onDeath("touch", [process.argv[2] + "/ran"]);
        setTimeout(() => process.send?.(processes.run), 200);
      });`,
    );
    buildSync({
      entryPoints: [join(other, "entry.ts")],
      bundle: true,
      platform: "node",
      outfile: script,
      external: ["esbuild"],
    });
  });
  afterAll(() => rmSync(other, { recursive: true }));

  test("leaves no process behind, not even one that left its group", async () => {
    const killed = fork(script, [other]);
    const [run] = await once(killed, "message");
    expect(processesOf(run).length).toBeGreaterThanOrEqual(3);
    killed.kill("SIGKILL");
    await gone(() => processesOf(run).length > 0 || existsSync(join(other, "guard.json")));
    expect(processesOf(run)).toEqual([]);
    expect(existsSync(join(other, "ran"))).toBe(true);
  });

  test("is waited for by the next one in the same folder", async () => {
    const killed = fork(script, [other]);
    const [run] = await once(killed, "message");
    killed.kill("SIGKILL");
    const next = await startProcesses(other);
    expect(processesOf(run)).toEqual([]);
    await next.close();
  });
});

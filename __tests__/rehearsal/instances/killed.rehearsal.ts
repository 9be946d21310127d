import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { packageRoot } from "../../../package-root";
import { eventually } from "../tasks/workshop";

const folder = mkdtempSync(join(packageRoot(__dirname), "node_modules/.cache/killed-instance-"));

/** No other process is called with it. */
const MARK = String(1_000_000 + Math.floor(Math.random() * 1_000_000));

const ENTRY = `import { SpedUpClock } from "./rehearsal/clock";
import { createInstances } from "./rehearsal/instances";
import { startProcesses } from "./rehearsal/processes";

async function main(folder: string): Promise<void> {
  const processes = await startProcesses(folder);
  const clock = new SpedUpClock(60);
  const runtime = await createInstances({ processes, clock, endpointUrl: "http://127.0.0.1:9", environment: process.env });
  const metadata = { region: "eu-central-1", availabilityZone: "eu-central-1a", instanceType: "t3.micro", imageId: "ami-1", tags: {} };
  const userData = \`#!/bin/bash
dnf -q -y install httpd && systemctl start httpd
env -i setsid /bin/sleep ${MARK} >/dev/null 2>&1 &
nohup /bin/sleep ${MARK} >/dev/null 2>&1 &
\`;
  const instance = await runtime.boot({ id: "i-1", folder: folder + "/i-1", fileSystems: {}, metadata, userData });
  void instance.run({ command: ["/bin/sleep", "${MARK}"], timeoutMs: 1e6, say: () => undefined });
  process.send?.(instance.port);
}

void main(process.argv[2] ?? "");
`;

/** Processes that were started with the mark among their arguments. */
function marked(): string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`sleep\0${MARK}`);
    } catch {
      return false;
    }
  });
}

async function isServed(port: number): Promise<boolean> {
  const answer = fetch(`http://127.0.0.1:${port}`).catch(() => undefined);
  return (await answer) !== undefined;
}

afterAll(() => rmSync(folder, { recursive: true }));

test("a rehearsal that is killed leaves nothing of its instances: no process, no port", async () => {
  const root = packageRoot(__dirname);
  const script = join(folder, "rehearsal.cjs");
  writeFileSync(join(folder, "entry.ts"), ENTRY.replaceAll("./rehearsal/", `${root}/rehearsal/`));
  buildSync({
    entryPoints: [join(folder, "entry.ts")],
    bundle: true,
    platform: "node",
    outfile: script,
    external: ["esbuild"],
    logLevel: "error",
  });
  const killed = fork(script, [folder]);
  const [port] = await once(killed, "message");
  await eventually(() => marked().length >= 3);
  expect(await isServed(port)).toBe(true);
  killed.kill("SIGKILL");
  await eventually(() => marked().length === 0 && !existsSync(join(folder, "guard.json")));
  expect(await isServed(port)).toBe(false);
});

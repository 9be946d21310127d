import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  cpSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { gone, lockOf, Project, type Running } from "./command";
import { SAMPLE } from "./stage";

const FAST = ["rehearse", "--no-page", "--runtime", "embedded", "--speed", "240"];
const STEP = 60_000;

let project: Project;
let running: Running | undefined;

beforeEach(() => {
  project = new Project();
});
afterEach(async () => {
  running?.child.kill("SIGKILL");
  await running?.ended;
  running = undefined;
  project.close();
});

/** Starts a rehearsal, and waits until the last release has reached a share. */
async function inMidShift(args: readonly string[] = []): Promise<Running> {
  running = project.start([...FAST, ...args]);
  await running.line(/release 2 by/);
  await new Promise<void>((resolve) => {
    running?.onLine((line) => {
      if (/now 40 %/.test(line)) resolve();
    });
  });
  return running;
}

describe("bluegreen rehearse", () => {
  test.each([
    [200, 3],
    // A step lasts a second here: users who are kept waiting for a tenth of one count for the step behind.
    [1000, 10],
  ])("can release twice at %i requests a second, on time and with no failed request", async (rps, points) => {
    const args = [
      "rehearse",
      "--no-page",
      "--speed",
      "60",
      "--rps",
      String(rps),
      "--json",
      "r.json",
      "--html",
      "r.html",
    ];
    const { code, output } = await project.run(args);
    expect(output).not.toMatch(/at .*\.ts:/);
    const { releases } = project.report();
    expect(releases.map(({ status }) => status)).toEqual(["Succeeded", "Succeeded"]);
    for (const { shift, requests } of releases) {
      expect(shift.map(({ promised }) => promised)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
      for (const { at, due, promised, observed } of shift) {
        expect(Date.parse(at) - Date.parse(due)).toBeLessThan(STEP / 10);
        expect(Math.abs((observed ?? -100) - promised)).toBeLessThan(points);
      }
      expect(requests?.failed).toBe(0);
      const seconds = (Date.parse(shift[9]?.at ?? "") - Date.parse(shift[0]?.at ?? "")) / STEP;
      const asked = shift.slice(0, 9).reduce((sum, step) => sum + step.requests, 0);
      expect(asked / seconds).toBeGreaterThan(0.97 * rps);
    }
    expect(readFileSync(join(project.folder, "r.html"), "utf8")).toContain("<svg");
    expect(code).toBe(0);
  });

  test("goes on where it was when it is killed in mid-shift, and leaves nothing behind", async () => {
    const killed = await inMidShift();
    const before = lockOf(project);
    killed.child.kill("SIGKILL");
    await gone(before);
    const { code, output } = await project.run([...FAST, "--json", "r.json"]);
    expect(output).toMatch(/now 50 %/);
    expect(output).not.toMatch(/now 20 %/);
    expect(project.report().releases.map(({ status }) => status)).toEqual(["Succeeded", "Succeeded"]);
    expect(code).toBe(0);
  });

  test.each([
    ["ECSLinear10PercentEvery1Minutes", [10, 20, 30, 40, 50, 50, 60, 70, 80, 90, 100]],
    ["ECSCanary10Percent5Minutes", [10, 100, 100]],
    ["ECSAllAtOnce", [100, 100]],
  ] as const)("goes on by itself with --fault engine-killed under %s", async (configuration, promises) => {
    project.close();
    project = new Project({ deployment: { configuration } });
    const { code, output } = await project.run([...FAST, "--fault", "engine-killed@50", "--json", "r.json"]);
    expect(output).toContain("The rehearsal was killed, and is started again");
    const { releases } = project.report();
    expect(releases.map(({ status, faults }) => [status, faults])).toEqual([
      ["Succeeded", []],
      ["Succeeded", ["engine-killed@50"]],
    ]);
    expect(releases[1]?.shift.map(({ promised }) => promised)).toEqual(promises);
    expect(releases[1]?.requests?.failed).toBe(0);
    expect(code).toBe(0);
  });

  test.each(["SIGINT", "SIGHUP", "SIGTERM"] as const)(
    "ends with 130 and leaves nothing behind at %s",
    async (signal) => {
      running = project.start(FAST);
      await running.line(/Install: InProgress/);
      const lock = lockOf(project);
      running.child.kill(signal);
      expect((await running.ended).code).toBe(130);
      await gone(lock);
    },
  );

  test("releases what is pushed to its branch, and to no other, with --keep", async () => {
    running = project.start([...FAST, "--keep"]);
    const [, repository = ""] = /Push to (\S+) to release/.exec(await running.line(/Push to/)) ?? [];
    const clone = join(project.folder, "clone");
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.test", ...args], {
        cwd: existsSync(clone) ? clone : project.folder,
        stdio: "pipe",
      });
    git("clone", "--quiet", repository, clone);
    writeFileSync(join(clone, "index.html"), "<h1>Third</h1>\n");
    git("commit", "--quiet", "-am", "A third page");
    git("push", "--quiet", "origin", "HEAD:other");
    await running.line(/push to other: no rule or trigger of the stack starts the pipeline/);
    git("push", "--quiet", "origin", "HEAD:main");
    await running.line(/release 3 by push to main: .* A third page/);
    const lock = lockOf(project);
    running.child.kill("SIGINT");
    await running.ended;
    await gone(lock);
  });

  test("ends with 1 where a release is rolled back, and says why", async () => {
    const { code, output } = await project.run([...FAST, "--fault", "errors=30@after=20"]);
    expect(output).toMatch(/rolled back: ALARM_ACTIVE.*errors/);
    expect(code).toBe(1);
  });

  test("can be rehearsed with the native engine", async () => {
    project.close();
    project = new Project({ engine: "native" });
    const { output, code } = await project.run([...FAST, "--json", "r.json"]);
    expect(output).toContain("PRODUCTION_TRAFFIC_SHIFT");
    expect(project.report().releases.map(({ status }) => status)).toEqual(["Succeeded", "Succeeded"]);
    expect(code).toBe(0);
    const failed = await project.run([...FAST, "--fault", "hook-fails"]);
    expect(failed.output).toContain("ROLLBACK_SUCCESSFUL");
    expect(failed.code).toBe(1);
  });
});

describe("bad input", () => {
  /** A copy of the sample with files changed, or removed. */
  function app(changes: Readonly<Record<string, string>>): string {
    const folder = join(project.folder, "app");
    cpSync(SAMPLE, folder, { recursive: true });
    for (const [file, text] of Object.entries(changes)) writeFileSync(join(folder, file), text);
    return folder;
  }

  test.each<[string, string[], RegExp]>([
    ["an unknown stack", ["rehearse", "no-such-stack"], /no stack no-such-stack.*ecs-blue-green/s],
    ["an unknown fault", [...FAST, "--fault", "eror=30"], /errors/],
    ["an unknown runtime", [...FAST, "--runtime", "lxc"], /docker, podman, nginx, embedded/],
    ["a speed of 0", ["rehearse", "--speed", "0"], /1 to 600/],
    ["a folder that was never synthesised", ["rehearse", "-o", "nowhere"], /bluegreen synth/],
    ["an application that is not there", [...FAST, "--app", "nowhere"], /nowhere is no folder/],
    ["an approval that is none", [...FAST, "--approve", "maybe"], /after=MINUTES/],
  ])("fails with 2 for %s", async (_, args, message) => {
    const { code, output } = await project.run(args);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    [
      "a buildspec of version 0.1",
      { "buildspec.yml": "version: 0.1\nphases: {}\n" },
      /buildspec\.yml:1: .*0\.2/,
    ],
    [
      "an unknown phase",
      { "buildspec.yml": "version: 0.2\nphases:\n  bild:\n    commands: [ls]\n" },
      /buildspec\.yml:3: .*bild/,
    ],
    ["malformed YAML", { "appspec.yaml": "version: 0.0\nResources: [\n" }, /appspec\.yaml:\d+: /],
    ["malformed JSON", { "taskdef.json": '{ "family": }' }, /taskdef\.json:1: /],
    [
      "an unknown hook",
      {
        "appspec.yaml": readFileSync(join(SAMPLE, "appspec.yaml"), "utf8").replace(
          "AfterAllowTestTraffic",
          "AfterTestTraffic",
        ),
      },
      /appspec\.yaml:\d+: .*AfterAllowTestTraffic/,
    ],
  ])("fails with 2 for %s, with file and line", async (_, changes, message) => {
    const { code, output } = await project.run([...FAST, "--app", app(changes)]);
    expect(output).toMatch(message);
    expect(code).toBe(2);
  });

  test("fails with 2 for a port in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { code, output } = await project.run([...FAST, "--port", String(port)]);
    expect(output).toMatch(new RegExp(`port ${port} is in use`));
    expect(code).toBe(2);
    server.close();
  });

  test("fails with 2 for a repository without a commit", async () => {
    execFileSync("git", ["init", "--quiet", join(project.folder, "empty")]);
    cpSync(SAMPLE, join(project.folder, "empty"), { recursive: true });
    const { code, output } = await project.run([...FAST, "--app", "empty"]);
    expect(output).toMatch(/without a commit/);
    expect(code).toBe(2);
  });

  test("fails with 2 for a Dockerfile with RUN where there is no container engine", async () => {
    const dockerfile = readFileSync(join(SAMPLE, "Dockerfile"), "utf8").replace(
      "USER 101",
      "RUN true\nUSER 101",
    );
    const { code, output } = await project.run([...FAST, "--app", app({ Dockerfile: dockerfile })]);
    expect(output).toMatch(/Dockerfile:\d+: .*RUN.*--runtime/);
    expect(code).toBe(2);
  });

  test("fails with 2 for a missing buildspec", async () => {
    const folder = app({});
    rmSync(join(folder, "buildspec.yml"));
    const { code, output } = await project.run([...FAST, "--app", folder]);
    expect(output).toMatch(/buildspec\.yml: error: /);
    expect(code).toBe(2);
  });

  test("can release an application with a file of 200 MB, in flat memory", async () => {
    const folder = app({});
    const file = openSync(join(folder, "film.bin"), "w");
    ftruncateSync(file, 200_000_000);
    closeSync(file);
    running = project.start([...FAST, "--app", folder]);
    await running.line(/AllowTestTraffic: Succeeded/);
    const status = readFileSync(`/proc/${running.child.pid}/status`, "utf8");
    expect(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1])).toBeLessThan(400_000);
    const lock = lockOf(project);
    running.child.kill("SIGINT");
    await running.ended;
    await gone(lock);
  });

  test("fails with 2 for a value that only AWS knows", async () => {
    const file = join(project.folder, "cdktf.out/stacks/ecs-blue-green/cdk.tf.json");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(".dns_name}", ".zone_id}"));
    const { code, output } = await project.run(FAST);
    expect(output).toMatch(/aws_lb\.\S+\.zone_id.*known on AWS only/);
    expect(code).toBe(2);
  });
});

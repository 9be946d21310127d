import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../package-root";
import type { Settings } from "../../helpers/synth";
import { gone, lockIn, Project, type Running } from "./command";

const SAMPLE = join(packageRoot(__dirname), "app-sample/ecs-rolling");
const REHEARSE = ["rehearse", "ecs-rolling", "--no-page", "--runtime", "embedded", "--json", "r.json"];

let project: Project;
let running: Running | undefined;

afterEach(async () => {
  running?.child.kill("SIGKILL");
  await running?.ended;
  running = undefined;
  project.close();
});

const open = (settings: Settings = {}) => {
  project = new Project({ ...settings, systems: ["ecs-rolling"] });
};

/** What the report says of each release: how it ended, and how many requests failed in it. */
const endings = () => project.report().releases.map(({ status, requests }) => [status, requests?.failed]);

test.each<[string, Settings, string[]]>([
  ["instances", {}, []],
  ["instances, in rapid time", {}, ["--speed", "400"]],
  ["instances with a fixed port", { ecsRolling: { hostPort: 8080, instances: { maxSize: 6 } } }, []],
  ["Fargate", { ecsRolling: { capacity: "fargate" } }, []],
])(
  "an application is released twice by its CI to tasks on %s, with no failed request",
  async (_, settings, args) => {
    open(settings);
    const { code, output } = await project.run([...REHEARSE, ...args]);
    expect(output).not.toMatch(/at .*\.ts:/);
    expect(output).not.toContain("is not answered in a rehearsal");
    expect(endings()).toEqual([
      ["Succeeded", 0],
      ["Succeeded", 0],
    ]);
    expect(output.match(/2 running tasks have sha256:/g)).toHaveLength(2);
    expect(code).toBe(0);
  },
);

test("a rehearsal that is killed in the midst of a rollout goes on by itself", async () => {
  open();
  const { code, output } = await project.run([...REHEARSE, "--fault", "engine-killed@30"]);
  expect(output).toContain("The rehearsal was killed, and is started again");
  expect(endings().map(([status]) => status)).toEqual(["Succeeded", "Succeeded"]);
  // ECS has gone on with it: the script releases nothing again.
  expect(output.match(/new task definition: /g)).toHaveLength(2);
  expect(code).toBe(0);
});

test("a rehearsal that ended leaves nothing to the next in its folder", async () => {
  open();
  for (const _ of ["first", "second"]) {
    expect((await project.run([...REHEARSE, "--speed", "400"])).code).toBe(0);
  }
});

test("Ctrl-C in the midst of a rollout ends all of it, ecs-deploy too", async () => {
  open();
  running = project.start(REHEARSE);
  await running.line(/waiting for the deployment to be completed/);
  const lock = lockIn(join(project.folder, ".rehearsal/ecs-rolling"));
  running.child.kill("SIGINT");
  expect((await running.ended).code).toBe(130);
  await gone(lock);
});

test("an application without a release.sh is refused before anything of it starts", async () => {
  open();
  const app = join(project.folder, "app");
  cpSync(SAMPLE, app, { recursive: true });
  rmSync(join(app, "release.sh"));
  const { code, output } = await project.run([...REHEARSE, "--app", "app"]);
  expect(output).toMatch(/error: the application has no release\.sh at its top: .* Add one that builds/);
  expect(output).not.toContain("has started");
  expect(code).toBe(2);
});

import type { ReleaseEvent } from "../../../deployment-view/events";
import { initialView, reduce } from "../../../deployment-view/reduce";
import { Project, type Running } from "./command";

const ANY = { AWS_ACCESS_KEY_ID: "any", AWS_SECRET_ACCESS_KEY: "any", AWS_REGION: "eu-central-1" };

let project: Project;
const started: Running[] = [];

afterEach(async () => {
  for (const { child } of started) child.kill("SIGINT");
  await Promise.all(started.splice(0).map(({ ended }) => ended));
  project.close();
});

test.each([
  ["CodeDeploy", {}],
  ["ECS itself", { engine: "native" }],
] as const)(
  "bluegreen watch follows a rehearsal of %s as it would follow AWS",
  async (_, settings) => {
    project = new Project(settings);
    const rehearsal = project.start([
      "rehearse",
      "--no-page",
      "--runtime",
      "embedded",
      "--speed",
      "120",
      "--keep",
    ]);
    started.push(rehearsal);
    const [, url = ""] = /--endpoint-url (\S+)/.exec(await rehearsal.line(/As on AWS/)) ?? [];
    const watching = project.start(
      ["watch", "ecs-blue-green", "--name", "any", "--json", "--endpoint-url", url],
      ANY,
    );
    started.push(watching);
    const ends = new Promise<void>((resolve) => {
      watching.onLine((line) => /"execution-ended".*"Succeeded"/.test(line) && resolve());
    });
    await Promise.race([ends, watching.ended.then(({ output }) => Promise.reject(new Error(output)))]);
    watching.child.kill("SIGINT");
    const { code, output } = await watching.ended;
    expect(code).toBe(0);
    const events = output
      .trimEnd()
      .split("\n")
      .map((line): ReleaseEvent => JSON.parse(line));
    const [release] = events.reduce(reduce, initialView).releases;
    expect(release).toMatchObject({ status: "Succeeded", commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(release?.deployment).toMatchObject({ status: "Succeeded", original: { version: "placeholder" } });
    expect(release?.deployment?.shift.at(-1)?.promised).toBe(100);
    expect(release?.deployment?.events.every(({ status }) => status !== "Pending")).toBe(true);
  },
  120_000,
);

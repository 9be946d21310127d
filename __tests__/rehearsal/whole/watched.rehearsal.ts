import type { ReleaseEvent } from "../../../deployment-view/events";
import { initialView, reduce } from "../../../deployment-view/reduce";
import { Project, type Running } from "./command";

/** A shell that is set to another region than the stack's. */
const ANY = { AWS_ACCESS_KEY_ID: "any", AWS_SECRET_ACCESS_KEY: "any", AWS_REGION: "ap-south-1" };

let project: Project;
const started: Running[] = [];

afterEach(async () => {
  for (const { child } of started) child.kill("SIGINT");
  await Promise.all(started.splice(0).map(({ ended }) => ended));
  project.close();
});

/** What a release is called, and what it replaces: without a pipeline that is what an image's tag says. */
const NAMES = {
  "ecs-blue-green": { commit: /^[0-9a-f]{40}$/, original: /^(stable-alpine|[0-9a-f]{12})$/ },
  "ecs-rolling": { commit: /^[0-9a-f]{12}$/, original: /^(stable-alpine|[0-9a-f]{12})$/ },
  "ec2-rolling": { commit: /^[0-9a-f]{40}$/, original: /^before$/ },
  "golden-ami-blue-green": { commit: /^[0-9a-f]{40}$/, original: /^before$/ },
};

/** The first release that is told of: to ECS the first apply of a rolling service is a deployment, too, in the place of none. */
function released(events: readonly ReleaseEvent[]) {
  const { engine, releases } = events.reduce(reduce, initialView);
  const isFirstApply = (version: string) => engine === "rolling" && version === "before";
  return releases.find(({ deployment }) => deployment && !isFirstApply(deployment.original.version));
}

test.each([
  ["CodeDeploy", "ecs-blue-green", {}],
  ["ECS itself", "ecs-blue-green", { engine: "native" }],
  ["ECS task by task", "ecs-rolling", {}],
  ["instances in place", "ec2-rolling", {}],
  ["instances that are replaced", "golden-ami-blue-green", {}],
] as const)(
  "bluegreen watch follows a rehearsal of %s as it would follow AWS",
  async (_, system, settings) => {
    project = new Project({ ...settings, systems: [system] });
    const rehearsal = project.start([
      "rehearse",
      system,
      "--no-page",
      "--runtime",
      "embedded",
      "--speed",
      "120",
      "--keep",
    ]);
    started.push(rehearsal);
    const [, command = ""] = /bluegreen (watch .*)/.exec(await rehearsal.line(/As on AWS/)) ?? [];
    const watching = project.start([...command.split(" "), "--json"], ANY);
    started.push(watching);
    const events: ReleaseEvent[] = [];
    const ends = new Promise<void>((resolve) => {
      watching.onLine((line) => {
        if (line.startsWith("{")) events.push(JSON.parse(line));
        if (released(events)?.status === "Succeeded") resolve();
      });
    });
    await Promise.race([ends, watching.ended.then(({ output }) => Promise.reject(new Error(output)))]);
    watching.child.kill("SIGINT");
    expect((await watching.ended).code).toBe(0);
    const release = released(events);
    expect(release?.commit).toMatch(NAMES[system].commit);
    expect(release?.deployment?.original.version).toMatch(NAMES[system].original);
    expect(release?.deployment?.status).toBe("Succeeded");
    expect(release?.deployment?.shift.at(-1)?.promised).toBe(100);
    expect(release?.deployment?.events.every(({ status }) => status !== "Pending")).toBe(true);
  },
  120_000,
);

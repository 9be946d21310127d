import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Service } from "@aws-sdk/client-ecs";
import { Ajv2020 as Ajv } from "ajv/dist/2020";
import { statusJsonSchema } from "../../../operate/status/schema";
import type { Snapshot } from "../../../operate/status/snapshot";
import { summarise } from "../../../operate/status/summarise";
import { BLUE, COMMIT, CONTAINERS, GREEN, INSTANCES, ms, taskDefinition } from "../operator";
import { alarm, deployment, execution, health, shifting } from "../states";

const published = JSON.parse(readFileSync(join(__dirname, "../../../docs/status.schema.json"), "utf8"));
// Moments are held by a pattern too: their format needs another package.
const isStatus = new Ajv({ strict: true, validateFormats: false }).compile(published);

const service = (targetGroupArn: string, more: Partial<Service> = {}): Service => ({
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  taskSets: [{ status: "PRIMARY", taskDefinition: taskDefinition(2), loadBalancers: [{ targetGroupArn }] }],
  ...more,
});

/** A system of containers with nothing going on. */
function calm(more: Partial<Snapshot> = {}): Snapshot {
  return {
    system: CONTAINERS,
    at: ms("11:00:00"),
    service: service(GREEN),
    deployment: deployment(),
    good: deployment(),
    ended: deployment(),
    executions: [execution()],
    held: [],
    version: {
      taskDefinition: taskDefinition(2),
      image: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/shop@sha256:1",
      digest: "sha256:1",
      tag: COMMIT.slice(0, 12),
      pushedAt: ms("10:00:30"),
    },
    alarms: [alarm()],
    targets: [health("shop-blue"), health("shop-green", { healthy: 2 })],
    ...more,
  };
}

/** The same while some users are on green. */
const releasing = (more: Partial<Snapshot> = {}): Snapshot =>
  calm({
    service: service(BLUE),
    deployment: shifting(),
    ended: undefined,
    executions: [
      execution({
        status: "InProgress",
        endedAt: undefined,
        stages: [
          { name: "Source", status: "Succeeded" },
          { name: "Deploy", status: "InProgress" },
        ],
      }),
    ],
    targets: [health("shop-blue", { healthy: 2 }), health("shop-green", { healthy: 1, unhealthy: 1 })],
    ...more,
  });

const onInstances: Partial<Snapshot> = {
  system: INSTANCES,
  service: undefined,
  version: undefined,
  targets: [health("shop", { healthy: 2 })],
};

describe("docs/status.schema.json", () => {
  test("is what the code says: node bin/run-script.mjs schemas renews it", () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(statusJsonSchema())));
  });

  test.each([
    ["a calm system", calm()],
    ["one that is released", releasing()],
    ["one that is held", calm({ held: [{ stage: "Deploy", reason: "", by: "", since: 0 }] })],
    ["instances", calm({ ...onInstances, deployment: undefined, good: undefined, ended: undefined })],
    ["one that has nothing", { system: INSTANCES, at: 0, executions: [], held: [], alarms: [], targets: [] }],
  ])("holds for %s", (_, snapshot) => {
    isStatus(JSON.parse(JSON.stringify(summarise(snapshot))));
    expect(isStatus.errors).toBeNull();
  });

  test("does not hold for what it does not know", () => {
    expect(isStatus({ ...summarise(calm()), more: 1 })).toBe(false);
  });
});

describe("what is live", () => {
  test("is a colour, a version, a digest and a commit, and since when", () => {
    expect(summarise(calm()).live).toMatchObject({
      targetGroup: "shop-green",
      taskDefinition: taskDefinition(2),
      digest: "sha256:1",
      commit: COMMIT,
      since: "2026-01-01T10:14:00.000Z",
      tasks: { desired: 2, running: 2, pending: 0 },
    });
  });

  test("is where most users are while they are moved", () => {
    expect(summarise(releasing()).live.targetGroup).toBe("shop-blue");
    expect(summarise(releasing({ deployment: shifting(60) })).live.targetGroup).toBe("shop-green");
  });

  test("has a commit only as far as a tag or an execution says one", () => {
    const version = { taskDefinition: taskDefinition(2), image: "example.com/shop:1", tag: "1" };
    expect(summarise(calm({ version, executions: [] })).live.commit).toBeNull();
    expect(summarise(calm({ executions: [] })).live.commit).toBe(COMMIT.slice(0, 12));
  });

  test("is on instances the revision of the last release that went well", () => {
    const good = deployment({ revision: "s3://artifacts/shop/1.zip", sides: [] });
    expect(summarise(calm({ ...onInstances, deployment: good, good, ended: good })).live).toMatchObject({
      targetGroup: "shop",
      revision: "s3://artifacts/shop/1.zip",
      commit: COMMIT,
      tasks: null,
    });
  });
});

describe("what goes on", () => {
  test("is told with its stage, its lifecycle event and its share", () => {
    const { executions, deployment: going } = summarise(releasing());
    expect(executions).toMatchObject([{ commit: COMMIT, stage: "Deploy" }]);
    expect(going).toMatchObject({ id: "d-1", lifecycleEvent: "AllowTraffic", share: 40, rollingBack: null });
  });

  test.each([
    [
      "a person's approval",
      {
        executions: [
          execution({ status: "InProgress", approval: { stage: "Approve", action: "Approve", token: "t" } }),
        ],
      },
      { for: "approval", whom: "person", where: "Approve" },
    ],
    [
      "a person's leave to move users",
      { deployment: { ...shifting(0), waiting: { for: "reroute", minutes: 30 } } },
      { for: "reroute", whom: "person", where: "d-1", minutes: 30 },
    ],
    [
      "nobody, but time",
      { deployment: { ...shifting(100), waiting: { for: "bake", until: ms("11:05:00") } } },
      { for: "bake", whom: "time", until: "2026-01-01T11:05:00.000Z" },
    ],
  ] as const)("says when it waits for %s", (_, more, waiting) => {
    expect(summarise(releasing(more)).waiting).toMatchObject([waiting]);
  });

  test("no token of an approval is told", () => {
    const approval = { stage: "Approve", action: "Approve", token: "secret-token" };
    const status = summarise(releasing({ executions: [execution({ status: "InProgress", approval })] }));
    expect(JSON.stringify(status)).not.toContain("secret-token");
  });
});

describe("the verdict", () => {
  const verdict = (snapshot: Snapshot) => summarise(snapshot).verdict;

  test("is healthy where nothing goes on and nothing is red", () => {
    expect(verdict(calm())).toEqual({ state: "healthy", reasons: [] });
  });

  test("is releasing while the pipeline or a deployment goes on, though green is not well yet", () => {
    expect(verdict(releasing())).toMatchObject({
      state: "releasing",
      reasons: ["the pipeline releases 0123456789ab", "the deployment d-1 goes on"],
    });
    expect(verdict(releasing({ executions: [] })).state).toBe("releasing");
    expect(verdict(calm({ executions: [execution({ status: "Stopping" })] })).state).toBe("releasing");
  });

  test("says that users are being sent back", () => {
    const { reasons } = verdict(
      releasing({ deployment: { ...shifting(), rollback: { reason: "an alarm", status: "Succeeded" } } }),
    );
    expect(reasons).toContain("the deployment d-1 puts users back: an alarm");
  });

  test("calls a deployment of ECS by its id, whose ARN is told as its id", () => {
    const id = "arn:aws:ecs:eu-central-1:111122223333:service-deployment/shop/web/AbC123";
    const { verdict, deployment } = summarise(
      releasing({ executions: [], deployment: { ...shifting(), id } }),
    );
    expect(verdict.reasons).toEqual(["the deployment AbC123 goes on"]);
    expect(deployment?.id).toBe(id);
  });

  test.each<[string, Snapshot, string]>([
    [
      "an alarm is red",
      calm({ alarms: [alarm({ state: "ALARM", reason: "5 % failed" })] }),
      "the alarm shop-green-errors is red: 5 % failed",
    ],
    [
      "an alarm is red while something is released",
      releasing({ alarms: [alarm({ state: "ALARM" })] }),
      "the alarm shop-green-errors is red",
    ],
    [
      "a live target is unhealthy",
      calm({ targets: [health("shop-green", { healthy: 1, unhealthy: 1, reason: "timed out" })] }),
      "1 of 2 targets of shop-green unhealthy: timed out",
    ],
    [
      "no live target is healthy",
      calm({ targets: [health("shop-green", { initial: 2 })] }),
      "no target of shop-green is healthy",
    ],
    [
      "tasks are missing",
      calm({ service: service(GREEN, { runningCount: 1, pendingCount: 0 }) }),
      "1 of 2 tasks run, and 0 start",
    ],
    [
      "no task runs, though all of them start",
      calm({ service: service(GREEN, { runningCount: 0, pendingCount: 2 }) }),
      "0 of 2 tasks run, and 2 start",
    ],
    [
      "a deployment has failed, and the one that was to put users back has, too",
      calm({
        deployment: {
          ...shifting(),
          status: "Failed",
          rollback: { reason: "an alarm", deployment: "d-2", status: "Failed" },
        },
      }),
      "the deployment d-1 has failed, and 40 % of users are where it left them",
    ],
    [
      "a deployment was stopped, and users are left where it was",
      calm({ deployment: { ...shifting(), status: "Stopped", detail: "by hand" } }),
      "the deployment d-1 has been stopped, and 40 % of users are where it left them: by hand",
    ],
  ])("is broken when %s", (_, snapshot, reason) => {
    expect(verdict(snapshot)).toEqual({ state: "broken", reasons: [reason] });
  });

  test.each<[string, Snapshot]>([
    [
      "tasks that start, as when it is scaled out",
      calm({ service: service(GREEN, { desiredCount: 4, runningCount: 2, pendingCount: 2 }) }),
    ],
    ["an alarm that has no data", calm({ alarms: [alarm({ state: "INSUFFICIENT_DATA" })] })],
    [
      "an unhealthy target that no users are sent to",
      calm({ targets: [health("shop-blue", { unhealthy: 1 }), health("shop-green", { healthy: 2 })] }),
    ],
    [
      "a service that is told to run nothing",
      calm({
        service: service(GREEN, { desiredCount: 0, runningCount: 0 }),
        targets: [health("shop-green")],
      }),
    ],
    [
      "a release that was rolled back",
      calm({
        deployment: {
          ...shifting(0),
          status: "Failed",
          rollback: { reason: "an alarm", status: "Succeeded" },
        },
      }),
    ],
    [
      "what a deployment that was taken back said last of its users",
      calm({
        deployment: {
          ...shifting(40),
          status: "Stopped",
          rollback: { reason: "an alarm", status: "Succeeded" },
        },
      }),
    ],
  ])("is not made broken by %s", (_, snapshot) => {
    expect(verdict(snapshot)).toEqual({ state: "healthy", reasons: [] });
  });

  test("is broken by missing tasks only where nothing is released", () => {
    expect(verdict(releasing({ service: service(BLUE, { runningCount: 1 }) })).state).toBe("releasing");
  });
});

test("a stage that somebody holds is told, and makes nothing broken", () => {
  const held = [{ stage: "Deploy", reason: "red since 3", by: "alice", since: ms("10:30:00") }];
  expect(summarise(calm({ held }))).toMatchObject({
    verdict: { state: "healthy" },
    held: [{ stage: "Deploy", reason: "red since 3", by: "alice", since: "2026-01-01T10:30:00.000Z" }],
  });
});

describe("the last release", () => {
  test("says why it did not go well, and that users are back", () => {
    const failed = deployment({
      status: "Failed",
      rollback: { reason: "ALARM_ACTIVE: red", deployment: "d-2", status: "Succeeded" },
    });
    expect(summarise(calm({ executions: [execution({ status: "Failed" })], ended: failed })).last).toEqual({
      execution: "e-1",
      deployment: "d-1",
      commit: COMMIT,
      status: "Failed",
      reason: "ALARM_ACTIVE: red",
      rolledBack: true,
      endedAt: "2026-01-01T10:20:00.000Z",
    });
  });

  test("may have failed before it was deployed", () => {
    const stages = [{ name: "Build", status: "Failed", detail: "no disk" }] as const;
    const last = execution({ status: "Failed", stages, deployment: undefined });
    expect(summarise(calm({ executions: [last], ended: undefined })).last).toMatchObject({
      deployment: null,
      reason: "Build: no disk",
      rolledBack: false,
    });
  });

  test("is the deployment alone where there is no pipeline", () => {
    const snapshot = calm({ system: { ...CONTAINERS, pipeline: undefined }, executions: [] });
    expect(summarise(snapshot).last).toMatchObject({
      execution: null,
      deployment: "d-1",
      status: "Succeeded",
      reason: null,
    });
    expect(summarise({ ...snapshot, ended: undefined }).last).toBeNull();
  });
});

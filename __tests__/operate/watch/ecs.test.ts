import { at, deployment, execution, shared, side, Watcher } from "./states";

describe("a release by ECS itself", () => {
  const native = { engine: "native" } as const;
  const building = execution({ Source: "Succeeded", Build: "Succeeded", Deploy: "InProgress" });

  test("each stage of it is told, as the deployment of the execution that asked for it", () => {
    const watcher = new Watcher(native);
    watcher.look(20, { executions: [execution({ Source: "Succeeded", Build: "InProgress" })] });
    const seen = (second: number, stages: Parameters<typeof deployment>[0], more = {}) =>
      watcher.look(second, {
        executions: [building],
        deployments: [deployment(stages, { ...native, id: "arn:…/dep", ...more })],
      });
    expect(seen(31, { SCALE_UP: "InProgress" })).toContain("31s lifecycle-event SCALE_UP InProgress");
    expect(
      seen(40, { SCALE_UP: "Succeeded", POST_TEST_TRAFFIC_SHIFT: "InProgress" }, { sides: shared(0) }),
    ).toEqual([
      "40s tasks replacement 2 2 2",
      "40s lifecycle-event SCALE_UP Succeeded",
      "40s lifecycle-event POST_TEST_TRAFFIC_SHIFT InProgress",
    ]);
    const done = { SCALE_UP: "Succeeded", POST_TEST_TRAFFIC_SHIFT: "Succeeded" } as const;
    expect(seen(50, { ...done, PRODUCTION_TRAFFIC_SHIFT: "InProgress" }, { sides: shared(20) })).toEqual([
      "50s lifecycle-event POST_TEST_TRAFFIC_SHIFT Succeeded",
      "50s lifecycle-event PRODUCTION_TRAFFIC_SHIFT InProgress",
      "50s shifted 20 50s",
    ]);
    const baking = { ...done, PRODUCTION_TRAFFIC_SHIFT: "Succeeded", BAKE_TIME: "InProgress" } as const;
    expect(
      seen(90, baking, {
        status: "Baking",
        sides: shared(100),
        waiting: { for: "bake", minutes: 5, until: at(380) },
      }),
    ).toEqual([
      "90s lifecycle-event PRODUCTION_TRAFFIC_SHIFT Succeeded",
      "90s lifecycle-event BAKE_TIME InProgress",
      "90s shifted 100 90s",
      "90s deployment Baking",
      "90s waiting bake 380s",
    ]);
  });

  test("it goes on after the execution that asked for it has ended", () => {
    const watcher = new Watcher(native);
    const ended = execution(
      { Source: "Succeeded", Build: "Succeeded", Deploy: "Succeeded" },
      { status: "Succeeded", endedAt: at(40) },
    );
    watcher.look(41, {
      executions: [ended],
      deployments: [deployment({ SCALE_UP: "InProgress" }, { ...native, id: "arn:…/dep" })],
    });
    expect(
      watcher.look(60, {
        executions: [ended],
        deployments: [deployment({ SCALE_UP: "Succeeded" }, { ...native, id: "arn:…/dep" })],
      }),
    ).toEqual(["60s lifecycle-event SCALE_UP Succeeded"]);
  });
});

describe("a service whose tasks ECS replaces a few at a time", () => {
  const rolling = { engine: "rolling", executions: undefined, targetGroups: ["web"] } as const;
  const ID = "ecs-svc/2";
  const inWeb = { targetGroup: "web" };
  /** What is seen with so many old and new tasks, of which so many are healthy altogether. */
  const seen = (old: number, fresh: number, healthy: number, more = {}) => ({
    deployments: [
      deployment(
        {},
        {
          ...{ engine: "rolling", id: ID, creator: "alice" },
          sides: [
            side("original", { ...inWeb, desired: old, running: old }),
            side("replacement", { ...inWeb, running: fresh }),
          ],
          ...more,
        },
      ),
    ],
    targets: [{ ...inWeb, healthy, unhealthy: 0, initial: old + fresh - healthy, draining: 0 }],
  });

  test("the deployment itself is the release", () => {
    const watcher = new Watcher(rolling);
    expect(watcher.look(31, seen(2, 0, 2)).slice(1)).toEqual([
      `30s ${ID} execution-started feed as shop:2 alice`,
      `30s ${ID} deployment-created ${ID} [] {"targetGroup":"web","version":"ba5e"} {"targetGroup":"web","version":"feed"}`,
      `31s ${ID} tasks original 2 2 2`,
      `31s ${ID} tasks replacement 2 0 0`,
      `31s ${ID} deployment InProgress`,
    ]);
    // Users are sent to what is healthy alone.
    expect(watcher.look(40, seen(2, 2, 2))).toEqual([`40s ${ID} tasks replacement 2 2 0`]);
    expect(watcher.look(50, seen(2, 2, 3))).toEqual([
      `50s ${ID} tasks replacement 2 2 1`,
      `50s ${ID} shifted 33 50s`,
    ]);
    expect(watcher.look(60, seen(0, 2, 2, { status: "Succeeded", endedAt: at(59) }))).toEqual([
      `60s ${ID} tasks original 0 0 0`,
      `60s ${ID} tasks replacement 2 2 2`,
      `60s ${ID} shifted 100 60s`,
      `59s ${ID} deployment Succeeded`,
      `59s ${ID} execution-ended Succeeded`,
    ]);
  });

  test("what failed says why", () => {
    const watcher = new Watcher(rolling);
    watcher.look(31, seen(2, 0, 2));
    const failed = { status: "Failed", detail: "tasks failed to start" };
    expect(watcher.look(60, seen(2, 0, 2, failed))).toEqual([
      `60s ${ID} deployment Failed tasks failed to start`,
      `60s ${ID} execution-ended Failed tasks failed to start`,
    ]);
  });
});

test("a release to instances that no pipeline started is called by its revision", () => {
  const watcher = new Watcher({ unit: "instance", executions: undefined });
  const instances = (role: "original" | "replacement") => side(role, { taskDefinition: undefined });
  watcher.look(31, {
    deployments: [
      deployment(
        {},
        { revision: "s3://shop/1.zip", sides: [instances("original"), instances("replacement")] },
      ),
    ],
  });
  const [release] = watcher.view.releases;
  expect(release).toMatchObject({ id: "d-ONE", commit: "s3://shop/1.zip" });
  expect(release?.deployment?.original.version).toBe("before");
});

test("tasks behind no load balancer are as well as they run", () => {
  const watcher = new Watcher({ engine: "rolling", executions: undefined });
  const sides = [side("replacement", { targetGroup: undefined, running: 1 })];
  const told = watcher.look(31, { deployments: [deployment({}, { engine: "rolling", sides })] });
  expect(told).toContain("31s d-ONE tasks replacement 2 1 1");
});

test("an execution that has ended waits for nothing, though its deployment bakes", () => {
  const watcher = new Watcher({ engine: "native" });
  const waiting = { for: "bake", minutes: 5 } as const;
  watcher.look(41, {
    executions: [
      execution({ Source: "Succeeded", Deploy: "Succeeded" }, { status: "Succeeded", endedAt: at(40) }),
    ],
    deployments: [deployment({ BAKE_TIME: "InProgress" }, { engine: "native", id: "arn:…/dep", waiting })],
  });
  expect(watcher.view.releases[0]?.waiting).toBeUndefined();
});

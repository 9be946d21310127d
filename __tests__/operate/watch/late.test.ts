import { alarm, at, COMMIT, deploying, deployment, execution, shared, shifted, Watcher } from "./states";

describe("a watcher who comes late", () => {
  test("is told first what was, in its own time, and then goes on", () => {
    const watcher = new Watcher();
    const [source, build, deploy] = deploying().stages;
    const timed = [
      { ...source, startedAt: at(0), endedAt: at(4) },
      { ...build, startedAt: at(4), endedAt: at(29) },
      { ...deploy, startedAt: at(29) },
    ] as ReturnType<typeof execution>["stages"];
    const told = watcher.look(95, {
      executions: [{ ...deploying(), stages: timed }],
      deployments: [
        {
          ...deployment({}, { sides: shared(40) }),
          lifecycleEvents: [
            { name: "Install", status: "Succeeded", startedAt: at(31), endedAt: at(45) },
            { name: "AllowTraffic", status: "InProgress", startedAt: at(46) },
          ],
        },
      ],
      alarms: [alarm("ALARM", 80)],
    });
    expect(told.slice(1)).toEqual([
      `0s execution-started ${COMMIT} Say hello push to main`,
      "80s alarm shop-green-errors ALARM it is ALARM",
      "0s stage Source InProgress",
      "4s stage Source Succeeded",
      "4s stage Build InProgress",
      "29s stage Build Succeeded",
      "29s stage Deploy InProgress",
      expect.stringContaining("30s deployment-created d-ONE"),
      "95s tasks original 2 2 2",
      "95s tasks replacement 2 2 2",
      "31s lifecycle-event Install InProgress",
      "45s lifecycle-event Install Succeeded",
      "46s lifecycle-event AllowTraffic InProgress",
      "95s shifted 40 95s",
      "95s deployment InProgress",
    ]);
    const events = watcher.view.releases[0]?.deployment?.events ?? [];
    expect(events[0]).toMatchObject({ startedAt: at(31), endedAt: at(45) });
  });

  test("sees how the last release ended, and nothing of those before", () => {
    const watcher = new Watcher();
    const over = { status: "Succeeded", endedAt: at(10) } as const;
    watcher.look(20, {
      executions: [
        execution({ Source: "Succeeded" }, { ...over, id: "two", startedAt: at(5) }),
        execution({ Source: "Succeeded" }, over),
      ],
    });
    expect(watcher.view.releases.map(({ id, status }) => `${id} ${status}`)).toEqual(["two Succeeded"]);
  });

  test("is told of a wait when it ends, not when it was seen", () => {
    const watcher = new Watcher();
    const { lifecycleEvents, ...rest } = shifted();
    const told = watcher.look(200, {
      executions: [deploying()],
      deployments: [
        { ...rest, lifecycleEvents: lifecycleEvents.map((one) => ({ ...one, endedAt: at(130) })) },
      ],
    });
    expect(told.at(-1)).toBe("200s waiting termination 430s");
  });
});

describe("several releases at once", () => {
  test("each is told its own; who was overtaken, too", () => {
    const watcher = new Watcher();
    const two = execution({ Source: "Succeeded" }, { id: "two", startedAt: at(10) });
    const three = execution({ Source: "InProgress" }, { id: "three", startedAt: at(20) });
    watcher.look(15, { executions: [two, deploying()], deployments: [deployment({})] });
    const told = watcher.look(21, {
      executions: [
        three,
        { ...two, status: "Superseded", endedAt: at(20) },
        execution({ Source: "Succeeded", Build: "Succeeded", Deploy: "InProgress" }, { deployment: "d-ONE" }),
      ],
      deployments: [deployment({ Install: "InProgress" })],
    });
    expect(told).toEqual([
      expect.stringContaining("20s three execution-started"),
      "21s lifecycle-event Install InProgress",
      "20s two execution-ended Superseded A newer execution overtook it",
      "21s three stage Source InProgress",
    ]);
  });

  test("one that began and ended between two looks is told", () => {
    const watcher = new Watcher();
    watcher.look(1, { executions: [execution({ Source: "InProgress" })] });
    const quick = execution(
      { Source: "Failed" },
      { id: "quick", status: "Failed", startedAt: at(3), endedAt: at(4) },
    );
    watcher.look(6, { executions: [quick, execution({ Source: "Succeeded" })] });
    expect(watcher.view.releases.map(({ id, status }) => `${id} ${status}`)).toEqual([
      "one InProgress",
      "quick Failed",
    ]);
  });

  test("a deployment that CodePipeline has not named yet is the oldest execution's", () => {
    const watcher = new Watcher();
    watcher.look(31, {
      executions: [
        execution({ Source: "InProgress" }, { id: "two", startedAt: at(20) }),
        execution({ Source: "Succeeded", Build: "Succeeded", Deploy: "InProgress" }),
      ],
      deployments: [deployment({ Install: "InProgress" })],
    });
    expect(watcher.view.releases.map(({ id, deployment }) => [id, deployment?.id])).toEqual([
      ["one", "d-ONE"],
      ["two", undefined],
    ]);
  });
});

describe("a wait for a person", () => {
  test("is told of the pipeline, and ends when it is answered", () => {
    const watcher = new Watcher();
    const approval = { stage: "Approve", action: "Approve", token: "t" };
    expect(watcher.look(5, { executions: [execution({ Source: "InProgress" }, { approval })] }).at(-1)).toBe(
      "5s waiting approval",
    );
    watcher.look(9, { executions: [execution({ Source: "Succeeded", Build: "InProgress" })] });
    expect(watcher.view.releases[0]?.waiting).toBeUndefined();
  });

  test("is told again, with the same end, where something else happens meanwhile", () => {
    const watcher = new Watcher();
    const waiting = { for: "reroute", minutes: 10 } as const;
    const look = (install: "InProgress" | "Succeeded") => ({
      executions: [deploying()],
      deployments: [deployment({ Install: install }, { waiting })],
    });
    watcher.look(100, look("InProgress"));
    expect(watcher.look(110, look("Succeeded")).at(-1)).toBe("110s waiting reroute 700s");
  });
});

describe("what AWS does not know yet", () => {
  test("a deployment that has not begun is not told: its sides could not be named", () => {
    const watcher = new Watcher();
    const created = deployment({}, { status: "Created", sides: [] });
    watcher.look(31, { executions: [deploying()], deployments: [created] });
    expect(watcher.view.releases[0]?.deployment).toBeUndefined();
    watcher.look(33, { executions: [deploying()], deployments: [deployment({})] });
    expect(watcher.view.releases[0]?.deployment?.original).toEqual({ targetGroup: "blue", version: "ba5e" });
  });

  test("a deployment that an instance has asked for is no release", () => {
    const watcher = new Watcher();
    watcher.look(31, { deployments: [deployment({}, { creator: "autoscaling" })] });
    expect(watcher.view.releases).toEqual([]);
  });
});

test("an execution whose stage was tried again ends as it ended then", () => {
  const watcher = new Watcher();
  watcher.look(10, { executions: [execution({ Source: "Failed" }, { status: "Failed", endedAt: at(9) })] });
  watcher.look(20, { executions: [execution({ Source: "InProgress" })] });
  watcher.look(30, {
    executions: [execution({ Source: "Succeeded" }, { status: "Succeeded", endedAt: at(29) })],
  });
  expect(watcher.view.releases[0]).toMatchObject({ status: "Succeeded", endedAt: at(29) });
});

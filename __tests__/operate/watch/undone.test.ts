import { alarm, at, deploying, deployment, execution, HOOK_DONE, shared, side, Watcher } from "./states";

describe("a release that is undone", () => {
  /** Half of the users are on green. */
  function halfway(): Watcher {
    const watcher = new Watcher();
    watcher.look(60, {
      executions: [deploying()],
      deployments: [deployment({ ...HOOK_DONE, AllowTraffic: "InProgress" }, { sides: shared(50) })],
      alarms: [alarm("OK", -600)],
    });
    return watcher;
  }

  function failed(detail: string) {
    const [source, build, deploy] = deploying().stages;
    return execution(
      {},
      {
        status: "Failed",
        deployment: "d-ONE",
        stages: [source, build, { ...deploy, name: "Deploy", status: "Failed" as const, detail }].flatMap(
          (stage) => stage ?? [],
        ),
      },
    );
  }

  const undone = (detail: string, more = {}) =>
    deployment(
      { ...HOOK_DONE, AllowTraffic: "Failed" },
      {
        status: "Stopped",
        detail,
        sides: [side("original")],
        rollback: { reason: detail, status: "Succeeded" },
        ...more,
      },
    );

  test("by an alarm: the alarm is told before what it did", () => {
    const watcher = halfway();
    const told = watcher.look(90, {
      executions: [failed("stopped by an alarm")],
      deployments: [undone("ALARM_ACTIVE: it rang", { sides: shared(0) })],
      alarms: [alarm("ALARM", 85)],
    });
    expect(told).toEqual([
      "85s alarm shop-green-errors ALARM it is ALARM",
      "90s stage Deploy Failed stopped by an alarm",
      "90s lifecycle-event AllowTraffic Failed",
      "90s shifted 0 90s",
      "90s rollback ALARM_ACTIVE: it rang",
      "90s deployment Stopped ALARM_ACTIVE: it rang",
      "90s execution-ended Failed stopped by an alarm",
    ]);
    expect(watcher.view.releases[0]?.alarms).toEqual([
      expect.objectContaining({ state: "ALARM", at: at(85) }),
    ]);
  });

  test("by an operator: the deployment that puts users back is told when it is known", () => {
    const watcher = halfway();
    watcher.look(90, { executions: [deploying()], deployments: [undone("MANUAL_STOP: by somebody")] });
    const rollback = { reason: "MANUAL_STOP: by somebody", deployment: "d-BACK" };
    const told = watcher.look(95, {
      executions: [deploying()],
      deployments: [
        undone("MANUAL_STOP: by somebody", { rollback }),
        // What puts users back is no release.
        deployment({}, { id: "d-BACK", creator: "codeDeployRollback", createdAt: at(91) }),
      ],
    });
    expect(told).toEqual(["90s rollback MANUAL_STOP: by somebody d-BACK"]);
    expect(watcher.view.releases).toHaveLength(1);
  });

  test("by a hook: its event says why", () => {
    const watcher = new Watcher();
    watcher.look(45, {
      executions: [deploying()],
      deployments: [
        deployment({ Install: "Succeeded", AfterAllowTestTraffic: "InProgress" }, { sides: shared(0) }),
      ],
    });
    const { lifecycleEvents, ...failing } = deployment(
      { Install: "Succeeded", AfterAllowTestTraffic: "Failed" },
      { status: "Failed", sides: [side("original")] },
    );
    const told = watcher.look(50, {
      executions: [deploying()],
      deployments: [
        {
          ...failing,
          lifecycleEvents: lifecycleEvents.map((event) =>
            event.status === "Failed" ? { ...event, detail: "the hook said no" } : event,
          ),
        },
      ],
    });
    expect(told).toEqual([
      "50s lifecycle-event AfterAllowTestTraffic Failed the hook said no",
      "50s deployment Failed",
    ]);
  });

  test("by ECS, which forgets how far it had come: what was seen of it stays", () => {
    const building = execution({ Source: "Succeeded", Build: "Succeeded", Deploy: "InProgress" });
    const native = { engine: "native", id: "arn:…/dep" } as const;
    const seen = { SCALE_UP: "Succeeded", POST_TEST_TRAFFIC_SHIFT: "InProgress" } as const;
    const forgotten = deployment(
      {},
      { ...native, status: "Failed", rollback: { reason: "the hook said no", status: "Succeeded" } },
    );
    const lifecycleEvents = forgotten.lifecycleEvents.map(({ name }) => ({
      name,
      status: "Unknown" as const,
    }));
    const ends = (watcher: Watcher) => {
      watcher.look(60, { executions: [building], deployments: [{ ...forgotten, lifecycleEvents }] });
      return watcher.view.releases[0]?.deployment?.events.map(({ status }) => status);
    };
    const watcher = new Watcher({ engine: "native" });
    watcher.look(50, {
      executions: [building],
      deployments: [deployment(seen, native)],
    });
    expect(ends(watcher)).toEqual(["Succeeded", "Unknown", "Pending", "Pending"]);
    expect(ends(new Watcher({ engine: "native" }))).toEqual(["Unknown", "Unknown", "Unknown", "Unknown"]);
  });
});

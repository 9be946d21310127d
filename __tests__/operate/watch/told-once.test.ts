import { alarm, at, deploying, deployment, execution, shared, Watcher } from "./states";

describe("what was told already", () => {
  test("when an event began is not told again as it ends", () => {
    const watcher = new Watcher();
    const install = { name: "Install", startedAt: at(31) };
    const events = (...lifecycleEvents: ReturnType<typeof deployment>["lifecycleEvents"]) => ({
      executions: [deploying()],
      deployments: [{ ...deployment({}), lifecycleEvents }],
    });
    watcher.look(32, events({ ...install, status: "InProgress" }));
    expect(watcher.look(46, events({ ...install, status: "Succeeded", endedAt: at(45) }))).toEqual([
      "45s lifecycle-event Install Succeeded",
    ]);
  });

  test("an alarm that goes on for another reason says so, and since when it rings", () => {
    const watcher = new Watcher();
    watcher.look(10, { alarms: [alarm("ALARM", 5, "one datapoint")] });
    expect(watcher.look(20, { alarms: [alarm("ALARM", 5, "two datapoints")] })).toEqual([
      "20s alarm shop-green-errors ALARM two datapoints",
    ]);
    expect(watcher.view.alarms).toEqual([expect.objectContaining({ since: at(5) })]);
  });

  test("a deployment that begins as an execution ends is another one's", () => {
    const watcher = new Watcher();
    watcher.look(31, {
      executions: [
        execution(
          { Source: "Succeeded", Build: "Succeeded", Deploy: "InProgress" },
          { id: "two", startedAt: at(20) },
        ),
        execution({ Deploy: "Succeeded" }, { status: "Succeeded", endedAt: at(30) }),
      ],
      deployments: [deployment({})],
    });
    expect(watcher.view.releases.find(({ deployment }) => deployment)?.id).toBe("two");
  });

  test("a deployment that begins while an execution waits is somebody else's", () => {
    const watcher = new Watcher();
    watcher.look(31, {
      executions: [execution({ Source: "Succeeded", Build: "InProgress" })],
      deployments: [deployment({}, { creator: "user", sides: shared(50) })],
    });
    const [waits, other] = watcher.view.releases;
    expect(waits?.deployment).toBeUndefined();
    expect(other).toMatchObject({ id: "d-ONE", deployment: { replacement: { version: "feed" } } });
  });
});

import {
  alarm,
  at,
  COMMIT,
  deploying,
  deployment,
  execution,
  HOOK_DONE,
  shared,
  shifted,
  side,
  Watcher,
} from "./states";

function health(targetGroup: string, healthy: number) {
  return { targetGroup, healthy, unhealthy: 0, initial: 2 - healthy, draining: 0 };
}

describe("a release with CodeDeploy, from one look to the next", () => {
  const watcher = new Watcher();

  test("nothing goes on: the system is told, and nothing twice", () => {
    expect(watcher.look(-60, { alarms: [alarm("OK", -600)] })).toEqual([
      '-60s opened ecs-blue-green codedeploy 1 task {} [] ["shop-green-errors"]',
      "-600s alarm shop-green-errors OK it is OK",
    ]);
    expect(watcher.look(-50, { alarms: [alarm("OK", -600)] })).toEqual([]);
  });

  // Seconds, what AWS says, and what is told of it.
  test.each([
    [
      "the execution starts",
      1,
      { executions: [execution({ Source: "InProgress" })] },
      [
        `0s execution-started ${COMMIT} Say hello push to main`,
        "1s stage Source InProgress",
        "1s stage Build Pending",
        "1s stage Deploy Pending",
      ],
    ],
    [
      "it comes to the next stage",
      5,
      { executions: [execution({ Source: "Succeeded", Build: "InProgress" })] },
      ["5s stage Source Succeeded", "5s stage Build InProgress"],
    ],
    [
      "a deployment begins, before its new tasks are there",
      31,
      { executions: [deploying()], deployments: [deployment({ Install: "InProgress" })] },
      [
        "31s stage Build Succeeded",
        "30s stage Deploy InProgress",
        '30s deployment-created d-ONE ["Install","AfterAllowTestTraffic","AllowTraffic"] {"targetGroup":"blue","version":"ba5e"} {"targetGroup":"green","version":"0123456789ab"}',
        "31s tasks original 2 2 2",
        "31s lifecycle-event Install InProgress",
        "31s deployment InProgress",
      ],
    ],
    [
      "its tasks come",
      40,
      {
        executions: [deploying()],
        deployments: [
          deployment(
            { Install: "InProgress" },
            { sides: [side("original"), side("replacement", { running: 1 })] },
          ),
        ],
        targets: [health("blue", 2), health("green", 0)],
      },
      ["40s tasks replacement 2 1 0"],
    ],
    [
      "they are healthy, and the hook runs",
      50,
      {
        executions: [deploying()],
        deployments: [
          deployment({ Install: "Succeeded", AfterAllowTestTraffic: "InProgress" }, { sides: shared(0) }),
        ],
      },
      [
        "50s tasks replacement 2 2 2",
        "50s lifecycle-event Install Succeeded",
        "50s lifecycle-event AfterAllowTestTraffic InProgress",
      ],
    ],
    [
      "somebody is asked before users are moved",
      55,
      {
        executions: [deploying()],
        deployments: [
          deployment(HOOK_DONE, {
            sides: shared(0),
            status: "Ready",
            waiting: { for: "reroute", minutes: 10 },
          }),
        ],
      },
      [
        "55s lifecycle-event AfterAllowTestTraffic Succeeded",
        "55s deployment Ready",
        "55s waiting reroute 655s",
      ],
    ],
    [
      "users are moved a little",
      60,
      {
        executions: [deploying()],
        deployments: [deployment({ ...HOOK_DONE, AllowTraffic: "InProgress" }, { sides: shared(10) })],
      },
      ["60s lifecycle-event AllowTraffic InProgress", "60s shifted 10 60s", "60s deployment InProgress"],
    ],
    [
      "users are moved on",
      120,
      {
        executions: [deploying()],
        deployments: [deployment({ ...HOOK_DONE, AllowTraffic: "InProgress" }, { sides: shared(100) })],
      },
      ["120s shifted 100 120s"],
    ],
    [
      "the original is kept for a while",
      130,
      { executions: [deploying()], deployments: [shifted()] },
      ["130s lifecycle-event AllowTraffic Succeeded", "130s waiting termination 430s"],
    ],
    ["the wait goes on", 140, { executions: [deploying()], deployments: [shifted()] }, []],
    [
      "the original is gone, and the execution has succeeded",
      435,
      {
        executions: [
          execution(
            { Source: "Succeeded", Build: "Succeeded", Deploy: "Succeeded" },
            { status: "Succeeded", deployment: "d-ONE", endedAt: at(434) },
          ),
        ],
        deployments: [
          deployment(
            { ...HOOK_DONE, AllowTraffic: "Succeeded" },
            {
              status: "Succeeded",
              endedAt: at(432),
              sides: [side("original", { share: 0, desired: 0, running: 0 }), shared(100)[1]].flatMap(
                (one) => one ?? [],
              ),
            },
          ),
        ],
      },
      [
        "435s stage Deploy Succeeded",
        "435s tasks original 0 0 0",
        "432s deployment Succeeded",
        "434s execution-ended Succeeded",
      ],
    ],
  ])("%s", (_, second, look, told) => {
    expect(watcher.look(second, { alarms: [alarm("OK", -600)], ...look })).toEqual(told);
    // What was told is no news.
    expect(watcher.look(second, { alarms: [alarm("OK", -600)], ...look })).toEqual([]);
  });

  test("the view shows it as it was", () => {
    const [release] = watcher.view.releases;
    expect(release).toMatchObject({ status: "Succeeded", startedAt: at(0), endedAt: at(434) });
    expect(release?.deployment?.shift.map(({ promised }) => promised)).toEqual([10, 100]);
  });
});

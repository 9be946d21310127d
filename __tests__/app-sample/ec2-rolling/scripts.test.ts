import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatAnswer } from "../../../rehearsal/aws/commands/aws-output";
import { type Answer, GROUP, ID, Recorded, rows } from "./recorded";
import { SAMPLE } from "./revision";

let scripts: Recorded;
beforeEach(() => {
  scripts = new Recorded();
});
afterEach(() => scripts.remove());

const OUT = { [`standby:${ID}`]: "out:d-2" };
const ALL = "AZRebalance AlarmNotification ScheduledActions ReplaceUnhealthy";
const SUSPENDED = ALL.split(" ");
const tag = (key: string, value: string) =>
  `ResourceId=${GROUP}\\,ResourceType=auto-scaling-group\\,Key=bluegreen:${key}\\,Value=${value}\\,PropagateAtLaunch=false`;
const untag = (key: string) => `ResourceId=${GROUP}\\,ResourceType=auto-scaling-group\\,Key=bluegreen:${key}`;
const ENTER = `autoscaling enter-standby --auto-scaling-group-name ${GROUP} --instance-ids ${ID} --should-decrement-desired-capacity --query Activities\\[\\].Description --output text`;

test("what a group says is a line for each fact, as the recorded answers have it", () => {
  const script = readFileSync(join(SAMPLE, "scripts/auto_scaling.sh"), "utf8");
  const [, query] = /GROUP_FACTS="([^"]*)"/.exec(script) ?? [];
  const group = {
    MinSize: 1,
    DesiredCapacity: 3,
    SuspendedProcesses: [{ ProcessName: "Launch", SuspensionReason: "User suspended" }],
    TargetGroupARNs: ["arn:shop"],
    Instances: [{ InstanceId: ID, LifecycleState: "InService" }],
    Tags: [
      { Key: "bluegreen:fleet", Value: GROUP },
      { Key: "Name", Value: GROUP },
    ],
  };
  expect(formatAnswer({ AutoScalingGroups: [group] }, query, "text")).toBe(rows({ suspended: ["Launch"] }));
});

describe("deregister_from_elb.sh", () => {
  const play = (answers: readonly Answer[], environment = {}) =>
    scripts.play("deregister_from_elb.sh", answers, environment);

  test("notes before it changes, and changes no more than it must", async () => {
    const away = { state: "Standby", notes: OUT, sizes: [2, 2] } as const;
    const { ended } = await play([{ sizes: [3, 3] }, { sizes: [3, 3], notes: OUT }, away]);
    expect(ended).toBe(0);
    expect(scripts.changes).toEqual([
      `autoscaling create-or-update-tags --tags ${tag(`standby:${ID}`, "out:d-2")}`,
      `autoscaling create-or-update-tags --tags ${tag("suspended", ALL.replaceAll(" ", "+"))} ${tag("min-size", "3")}`,
      `autoscaling suspend-processes --auto-scaling-group-name ${GROUP} --scaling-processes ${ALL}`,
      `autoscaling update-auto-scaling-group --auto-scaling-group-name ${GROUP} --min-size 2`,
      ENTER,
    ]);
  });

  test("looks at the numbers again where another instance was faster", async () => {
    const first = { sizes: [3, 3], notes: OUT, suspended: SUSPENDED } as const;
    const lowered = { ...first, sizes: [2, 2], notes: { ...OUT, "min-size": "3" } } as const;
    await play([first, lowered, { state: "Standby", notes: OUT }], { REFUSED: "enter-standby" });
    expect(scripts.changes.filter((call) => call.includes("min-size"))).toEqual([
      `autoscaling create-or-update-tags --tags ${tag("min-size", "3")}`,
      `autoscaling update-auto-scaling-group --auto-scaling-group-name ${GROUP} --min-size 2`,
      `autoscaling update-auto-scaling-group --auto-scaling-group-name ${GROUP} --min-size 1`,
    ]);
    expect(scripts.changes.filter((call) => call === ENTER)).toHaveLength(2);
    expect(scripts.sleeps).toHaveLength(1);
  });

  test("waits for an instance that is just putting the group back", async () => {
    const others = { "i-2": "InService" };
    const busy = { others, notes: { ...OUT, "standby:i-2": "restoring:d-2" }, suspended: SUSPENDED };
    await play([busy, busy, { others, notes: OUT, suspended: SUSPENDED }, { state: "Standby", notes: OUT }]);
    expect(scripts.sleeps).toHaveLength(2);
    expect(scripts.changes).toEqual([ENTER]);
  });

  test("does not wait for ever for one that died while it put back", async () => {
    const busy = { others: { "i-2": "InService" }, notes: { ...OUT, "standby:i-2": "restoring:d-2" } };
    await play([...Array(9).fill(busy), { state: "Standby", notes: OUT }]);
    expect(scripts.sleeps).toHaveLength(8);
    expect(scripts.changes.at(-1)).toBe(ENTER);
  });

  test.each([
    ["waits until it is in service", ["Pending", "Pending:Proceed", "InService", "Standby"], 2, 0],
    ["waits until it is in standby", ["EnteringStandby", "EnteringStandby", "Standby"], 2, 0],
    ["is done in standby", ["Standby"], 0, 0],
    ["leaves one that this deployment is launched on", ["Pending:Wait"], 0, 0],
    ["leaves one of a warm pool", ["Warmed:Pending:Wait"], 0, 0],
    ["leaves one that ends", ["Terminating:Wait"], 0, 0],
    ["leaves one that is taken away", ["Detached"], 0, 0],
  ])("%s", async (_, states, waits, code) => {
    const answers = states.map((state) => ({ state, notes: OUT, suspended: SUSPENDED }));
    expect((await play(answers)).ended).toBe(code);
    expect(scripts.sleeps).toHaveLength(waits);
    expect(scripts.changes).toEqual(states.includes("InService") ? [ENTER] : []);
  });

  test("waits ever longer, never more than 20 seconds, and no longer than CodeDeploy lets it", async () => {
    const { ended, output } = await play([{ state: "EnteringStandby", notes: OUT }]);
    expect(ended).toBe(1);
    // The time-out of appspec.yml less a margin.
    expect(output).toContain(`${ID} is not in standby after 370 seconds`);
    // Fractions of seconds do not add up exactly.
    const slept = scripts.sleeps.reduce((sum, seconds) => sum + seconds, 0);
    expect(slept).toBeGreaterThan(369.99);
    expect(slept).toBeLessThan(371);
    for (const [index, seconds] of scripts.sleeps.entries()) {
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(Math.min(2 ** index, 20));
    }
    expect(Math.max(...scripts.sleeps)).toBeGreaterThan(8);
    // It is not there to be put back, and says so.
    expect(output).toContain(`${ID} is still in standby`);
    expect(scripts.changes).toEqual([]);
  });
});

describe("register_with_elb.sh", () => {
  const play = (answers: readonly Answer[], environment = {}) =>
    scripts.play("register_with_elb.sh", answers, environment);
  const RESTORING = { [`standby:${ID}`]: "restoring:d-2" };
  const CHANGED = { "min-size": "3", suspended: "AZRebalance" };

  test("puts back what is noted, and only that", async () => {
    const back = { sizes: [2, 3], suspended: SUSPENDED } as const;
    const { ended } = await play([
      { ...back, state: "Standby", notes: { ...OUT, ...CHANGED } },
      { ...back, state: "Pending", notes: { ...OUT, ...CHANGED } },
      { ...back, notes: { ...OUT, ...CHANGED } },
      { ...back, notes: { ...OUT, ...CHANGED } },
      { ...back, notes: { ...RESTORING, ...CHANGED, "standby:i-gone": "out:d-1" } },
    ]);
    expect(ended).toBe(0);
    expect(scripts.changes).toEqual([
      `autoscaling exit-standby --auto-scaling-group-name ${GROUP} --instance-ids ${ID} --query Activities\\[\\].Description --output text`,
      `autoscaling create-or-update-tags --tags ${tag(`standby:${ID}`, "restoring:d-2")}`,
      `autoscaling update-auto-scaling-group --auto-scaling-group-name ${GROUP} --min-size 3`,
      `autoscaling resume-processes --auto-scaling-group-name ${GROUP} --scaling-processes AZRebalance`,
      `autoscaling delete-tags --tags ${untag(`standby:${ID}`)} ${untag("standby:i-gone")} ${untag("min-size")} ${untag("suspended")}`,
    ]);
  });

  test.each([
    ["one that is out", { "i-2": "Standby" }, "out:d-2", []],
    ["one that is just leaving", { "i-2": "InService" }, "out:d-2", []],
    ["none that has died since", { "i-2": "InService" }, "out:d-1", ["min-size 3", "AZRebalance"]],
    ["none that has ended", { "i-2": "Terminating" }, "out:d-2", ["min-size 3", "AZRebalance"]],
    ["none that restores, too", { "i-2": "InService" }, "restoring:d-2", ["min-size 3", "AZRebalance"]],
  ])("leaves it to %s to put back", async (_, others, note, done) => {
    const answer = {
      sizes: [2, 3],
      suspended: SUSPENDED,
      others,
      notes: { ...OUT, ...CHANGED, "standby:i-2": note },
    } as const;
    expect((await play([answer])).ended).toBe(0);
    const calls = scripts.changes.filter((call) => /update-auto|resume/.test(call));
    expect(
      calls.map((call) => call.split(/--(?=min-size|scaling)/)[1]?.replace("scaling-processes ", "")),
    ).toEqual(done);
  });

  test("launches no instance in the place of one that an earlier deployment left in standby", async () => {
    const notes = { ...OUT, ...CHANGED, "standby:i-2": "out:d-1" };
    const { output } = await play([{ sizes: [1, 2], others: { "i-2": "Standby" }, notes }]);
    expect(scripts.changes).toContain(
      `autoscaling update-auto-scaling-group --auto-scaling-group-name ${GROUP} --min-size 2`,
    );
    expect(scripts.changes.at(-1)).not.toContain("Key=bluegreen:min-size");
    expect(output).toContain("i-2 still in standby: the minimum was 3");
  });

  test("leaves alone what somebody has put back meanwhile", async () => {
    await play([{ sizes: [4, 4], notes: { ...OUT, ...CHANGED } }]);
    expect(scripts.changes.map((call) => call.split(" ")[1])).toEqual([
      "create-or-update-tags",
      "delete-tags",
    ]);
    for (const key of ["min-size", "suspended"]) expect(scripts.changes.at(-1)).toContain(untag(key));
  });

  test("puts the group back also where its instance does not get healthy", async () => {
    const { ended, output } = await play([{ sizes: [2, 3], notes: { ...OUT, ...CHANGED } }], {
      HEALTH: "unhealthy",
    });
    expect(ended).toBe(1);
    expect(output).toContain(`${ID} is unhealthy in arn:shop, not healthy, after 90 seconds`);
    expect(scripts.changes.at(-1)).toContain("delete-tags");
  });

  test("puts the group back when its time is over", async () => {
    const { child, output } = scripts.start(
      "register_with_elb.sh",
      scripts.prepare([{ sizes: [2, 3], notes: { ...OUT, ...CHANGED } }], { HEALTH: "initial" }),
    );
    const ended = new Promise((resolve) => child.once("close", resolve));
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (scripts.sleeps.length === 0) return;
        clearInterval(look);
        resolve();
      }, 5);
    });
    process.kill(-(child.pid ?? 0), "SIGTERM");
    expect([await ended, output()]).toEqual([143, expect.stringContaining("raising the minimum")]);
    expect(scripts.changes.at(-1)).toContain("delete-tags");
  });
});

describe("the server", () => {
  test("can be stopped, and where it does not run", async () => {
    await scripts.play("stop_server.sh");
    await scripts.play("stop_server.sh", [], { ACTIVE: "no" });
    expect(scripts.lines("services")).toEqual([
      "is-active --quiet httpd",
      "stop httpd",
      "is-active --quiet httpd",
    ]);
  });

  test("is started once its page is served, where the settings say", async () => {
    const { ended } = await scripts.play("start_server.sh", [], {
      UNSERVED: "2",
      SYSTEM: GROUP,
      SETTINGS: "APP_PORT=8080\\nHEALTH_PATH=/up?a=b",
    });
    expect(ended).toBe(0);
    expect(scripts.lines("pages")).toEqual(Array(3).fill("http://127.0.0.1:8080/up?a=b"));
    expect(scripts.sleeps).toHaveLength(2);
  });

  test.each([
    ["does not start", { STARTS: "no" }, "httpd does not start"],
    ["ends", { UNSERVED: "1", ACTIVE: "no" }, "httpd has ended"],
    ["serves no page", { UNSERVED: "1000" }, "http://127.0.0.1:80/ is not served after 90 seconds"],
  ])("fails where it %s", async (_, environment, words) => {
    const { ended, output } = await scripts.play("start_server.sh", [], environment);
    expect(ended).toBe(1);
    expect(output).toContain(words);
  });
});

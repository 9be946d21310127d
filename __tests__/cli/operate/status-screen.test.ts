import { age } from "../../../cli/operate/age";
import { renderStatus } from "../../../cli/operate/status-screen";
import type { DeploymentState } from "../../../operate/read/model";
import type { Snapshot } from "../../../operate/status/snapshot";
import { summarise } from "../../../operate/status/summarise";
import { CONTAINERS, INSTANCES, ms, taskDefinition } from "../../operate/operator";
import { alarm, deployment, execution, health, shifting } from "../../operate/states";

const draw = (snapshot: Partial<Snapshot>, columns = 10_000) =>
  renderStatus(
    summarise({
      system: CONTAINERS,
      at: ms("11:00:00"),
      executions: [],
      held: [],
      alarms: [],
      targets: [],
      ...snapshot,
    }),
    { columns, color: false },
  );

const side = { desired: 2, running: 2, pending: 0 };

describe("sides of a deployment are called", () => {
  const sides = (own: DeploymentState["sides"], system = CONTAINERS) =>
    draw({ system, deployment: { ...shifting(), sides: own } });

  test("by their colours", () => {
    expect(sides(shifting().sides)).toMatch(/\n +shop-blue 60 %, 2 of 2 {2}shop-green 40 %, 2 of 2$/m);
  });

  test("by what they run, where both have one target group", () => {
    const own = { ...side, targetGroup: "shop-ecs" };
    expect(
      sides([
        { ...own, role: "original", id: "1", taskDefinition: taskDefinition(1), share: 75 },
        { ...own, role: "replacement", id: "2", taskDefinition: taskDefinition(2), share: 25 },
      ]),
    ).toMatch(/\n +shop:1 75 %, 2 of 2 {2}shop:2 25 %, 2 of 2$/m);
  });

  test("by their groups, where they are instances", () => {
    expect(
      sides(
        [
          { ...side, role: "original", id: "original", share: 50 },
          { ...side, role: "replacement", id: "CodeDeploy_shop-ami_d-1", share: 50 },
        ],
        INSTANCES,
      ),
    ).toMatch(/\n +original 50 %, 2 of 2 {2}CodeDeploy_shop-ami_d-1 50 %, 2 of 2$/m);
  });
});

test("instances are told by the group and the revision that they have", () => {
  const [, replacement] = deployment().sides;
  const own = {
    ...replacement,
    ...side,
    role: "replacement",
    id: "CodeDeploy_shop-ami_d-1",
    share: 100,
  } as const;
  const good = deployment({
    revision: "s3://artifacts/shop.zip",
    sides: [{ ...own, targetGroup: undefined }],
  });
  const screen = draw({ system: INSTANCES, deployment: good, good, ended: good, executions: [execution()] });
  expect(screen).toMatch(
    /\nLive {5}shop {2}0123456789ab {2}s3:\/\/artifacts\/shop\.zip {2}CodeDeploy_shop-ami_d-1 {2}since /,
  );
  expect(screen).not.toMatch(/^Tasks/m);
});

test("what is wrong is told whole, however narrow the terminal is", () => {
  const reason = `Threshold Crossed: ${"x".repeat(200)}`;
  const lines = draw({ alarms: [alarm({ state: "ALARM", reason })] }, 40).split("\n");
  expect(lines).toContain(`  the alarm shop-green-errors is red: ${reason}`);
  expect(lines.filter((line) => line.length > 40)).toHaveLength(1);
});

test.each([40, 80, 120])("why the last release failed is told whole at %i columns", (columns) => {
  const reason = `Deployment Stopped: ALARM_ACTIVE: ${"an alarm, and ".repeat(15)}shop-green-errors`;
  const [, deploy] = execution().stages;
  const stages = deploy ? [{ ...deploy, status: "Failed" as const, detail: reason }] : [];
  const screen = draw({ executions: [execution({ status: "Failed", stages })] }, columns);
  expect(screen.replace(/\s+/g, " ")).toContain(`ago Deploy: ${reason}`);
  expect(Math.max(...screen.split("\n").map((line) => line.length))).toBeLessThanOrEqual(columns);
});

test("no text of somebody else's moves the terminal", () => {
  const message = "\u001b[2Jhello";
  const screen = draw({
    executions: [execution({ status: "InProgress", message, trigger: "\u001b]0;x\u0007push" })],
    alarms: [alarm({ state: "ALARM", reason: "a\u001b[1mb\nc" })],
  });
  expect(screen).not.toContain("\u001b");
  expect(screen).not.toMatch(/^c/m);
});

test("a target group that no users are sent to is told, too", () => {
  expect(
    draw({
      targets: [health("shop-blue", { unused: 2 }), health("shop-green", { healthy: 2, draining: 1 })],
    }),
  ).toMatch(/\nTargets {2}shop-blue: 2 unused {2}shop-green: 2 healthy, 1 draining$/m);
});

test("how long something waits for nobody is told", () => {
  const waiting = { for: "termination", minutes: 5, until: ms("11:02:30") } as const;
  expect(draw({ deployment: { ...shifting(100), waiting } })).toMatch(
    /^Waits for the end of what ran before, 2:30 left$/m,
  );
});

test("who holds a stage, why, and what lets it go is told", () => {
  const held = [{ stage: "Deploy", reason: "red since 3", by: "alice", since: ms("10:30:00") }];
  expect(draw({ held })).toMatch(
    /^Held {5}Deploy {2}red since 3 {2}by alice, 30 min ago: bluegreen resume$/m,
  );
});

test("a system of which AWS tells nothing is said to have nothing", () => {
  expect(draw({})).toMatch(/\nLive {5}nothing that AWS tells of$/);
});

test.each([
  ["10:59:30", "just now"],
  ["10:58:00", "2 min ago"],
  ["08:30:00", "2 h ago"],
])("%s is %s", (time, words) => {
  expect(age(`2026-01-01T${time}Z`, ms("11:00:00"))).toBe(words);
});

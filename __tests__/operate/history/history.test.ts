import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 as Ajv } from "ajv/dist/2020";
import { renderHistory } from "../../../cli/operate/history-table";
import { entryOf } from "../../../operate/history/entry";
import { pair } from "../../../operate/history/pair";
import { HISTORY_VERSION, type History, historyJsonSchema } from "../../../operate/history/schema";
import type { DeploymentState, Execution } from "../../../operate/read/model";
import { COMMIT, ms, taskDefinition } from "../operator";
import { deployment, execution } from "../states";

const published = JSON.parse(readFileSync(join(__dirname, "../../../docs/history.schema.json"), "utf8"));
// Moments are held by a pattern too: their format needs another package.
const isHistory = new Ajv({ strict: true, validateFormats: false }).compile(published);

const DIGEST = `sha256:${"ab".repeat(32)}`;
const TAG = "fedcba987654";

const told = (executions: readonly Execution[], deployments: readonly DeploymentState[]) =>
  pair(executions, deployments).map((release) => entryOf(release, { digest: DIGEST, tag: TAG }));

const history = (executions: readonly Execution[], deployments: readonly DeploymentState[]): History => ({
  version: HISTORY_VERSION,
  system: { name: "shop", stack: "ecs-blue-green", region: "eu-central-1", accountId: "111122223333" },
  releases: told(executions, deployments),
});

const rolledBack = deployment({
  status: "Stopped",
  lifecycleEvents: [
    { name: "AfterAllowTestTraffic", status: "Succeeded" },
    { name: "AllowTraffic", status: "Failed" },
    { name: "AfterAllowTraffic", status: "Skipped" },
  ],
  rollback: { reason: "ALARM_ACTIVE: red", deployment: "d-2", status: "Succeeded" },
  alarms: ["shop-green-errors"],
});
const back = deployment({ id: "d-2", creator: "codeDeployRollback", createdAt: ms("10:10:00") });

describe("docs/history.schema.json", () => {
  test("is what the code says: node bin/run-script.mjs schemas renews it", () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(historyJsonSchema())));
  });

  test.each([
    ["a release", history([execution()], [deployment()])],
    ["one that was rolled back", history([execution({ status: "Failed" })], [rolledBack, back])],
    ["a deployment alone", history([], [deployment()])],
    ["none", history([], [])],
  ])("holds for %s", (_, own) => {
    isHistory(JSON.parse(JSON.stringify(own)));
    expect(isHistory.errors).toBeNull();
  });
});

describe("a release", () => {
  test.each([
    ["Failed", "Failed", null],
    ["InProgress", "InProgress", null],
    ["Succeeded", "RolledBack", "d-2"],
  ] as const)("whose way back is %s is %s", (status, result, undoneBy) => {
    const release = deployment({ status: "Failed", rollback: { reason: "red", deployment: "d-2", status } });
    expect(told([], [release])[0]).toMatchObject({ result, undoneBy });
  });

  test("that no execution made is told with the commit of its image", () => {
    expect(told([], [deployment()])[0]).toMatchObject({ execution: null, commit: TAG, digest: DIGEST });
  });

  test("is told with who, what, where to, how long, and what hooks came to", () => {
    const approved = execution({ answeredBy: "Admin/alice", startedBy: "bob" });
    expect(told([approved], [deployment()])).toEqual([
      {
        execution: "e-1",
        deployment: "d-1",
        engine: "codedeploy",
        who: "bob",
        approvedBy: "Admin/alice",
        commit: COMMIT,
        message: "Say hello",
        taskDefinition: taskDefinition(2),
        revision: null,
        digest: DIGEST,
        targetGroup: "shop-green",
        startedAt: "2026-01-01T10:00:00.000Z",
        endedAt: "2026-01-01T10:20:00.000Z",
        seconds: 1200,
        checks: [
          { name: "AfterAllowTestTraffic", status: "Succeeded", detail: null },
          { name: "AfterAllowTraffic", status: "Succeeded", detail: null },
        ],
        alarms: [],
        result: "Succeeded",
        reason: null,
        undoneBy: null,
      },
    ]);
  });

  test("that was rolled back is one, with why, and with what put users back", () => {
    expect(told([execution({ status: "Failed" })], [back, rolledBack])).toMatchObject([
      {
        deployment: "d-1",
        result: "RolledBack",
        reason: "ALARM_ACTIVE: red",
        undoneBy: "d-2",
        alarms: ["shop-green-errors"],
        checks: [
          { name: "AfterAllowTestTraffic", status: "Succeeded" },
          { name: "AllowTraffic", status: "Failed" },
        ],
      },
    ]);
  });

  test("that failed before it was deployed says in which stage", () => {
    const stages = [{ name: "Build", status: "Failed", detail: "no disk" }] as const;
    const failed = execution({ status: "Failed", stages, deployment: undefined });
    expect(told([failed], [])).toMatchObject([
      { deployment: null, engine: null, result: "Failed", reason: "Build: no disk", checks: [] },
    ]);
  });

  test("that goes on has no end yet", () => {
    const going = execution({ status: "InProgress", endedAt: undefined });
    expect(told([going], [deployment({ status: "InProgress" })])).toMatchObject([
      { result: "InProgress", endedAt: null, seconds: null },
    ]);
  });
});

describe("an execution and a deployment", () => {
  const native = (createdAt: string) =>
    deployment({ engine: "native", id: `arn/${createdAt}`, createdAt: ms(createdAt) });
  const byBuild = execution({ deployment: undefined });

  test("are one release where the deployment began while the deploy stage went on", () => {
    const releases = pair([byBuild], [native("10:05:00"), native("09:00:00")]);
    expect(releases.map((one) => [one.execution?.id, one.deployment?.id])).toEqual([
      ["e-1", "arn/10:05:00"],
      [undefined, "arn/09:00:00"],
    ]);
  });

  test("are two where another engine's deployment began then", () => {
    expect(pair([byBuild], [deployment({ createdAt: ms("10:05:00") })])).toHaveLength(2);
  });

  test("a deployment that nobody's pipeline has started stands for itself, the newest first", () => {
    const later = deployment({ id: "d-9", createdAt: ms("12:00:00") });
    expect(told([execution()], [deployment(), later]).map(({ deployment: id, who }) => [id, who])).toEqual([
      ["d-9", "user"],
      ["d-1", "push"],
    ]);
  });
});

describe("the table", () => {
  const draw = (own: History, columns = 10_000) => renderHistory(own, { columns, color: false });

  test("has a line for each release, and the reason of one that did not go well", () => {
    const well = execution({
      id: "e-0",
      startedAt: ms("09:00:00"),
      endedAt: ms("09:30:00"),
      deployment: undefined,
    });
    expect(draw(history([execution({ status: "Failed" }), well], [rolledBack, back])).split("\n")).toEqual([
      "result         started (UTC)     took   commit        digest        colour      engine      checks  who",
      "✖ rolled back  2026-01-01 10:00  20:00  0123456789ab  abababababab  shop-green  codedeploy  1 of 2  push",
      "    ALARM_ACTIVE: red",
      "    AllowTraffic has failed",
      "    alarms: shop-green-errors",
      "    users were put back by d-2",
      "✔ Succeeded    2026-01-01 09:00  30:00  0123456789ab  abababababab                                  push",
    ]);
  });

  test("says once what the reason and a check both say", () => {
    const lines = draw(
      history(
        [execution({ status: "Failed" })],
        [
          {
            ...rolledBack,
            lifecycleEvents: [{ name: "AllowTraffic", status: "Failed", detail: "ALARM_ACTIVE: red" }],
          },
        ],
      ),
    );
    expect(lines.split("ALARM_ACTIVE: red")).toHaveLength(2);
    expect(lines).toContain("\n    AllowTraffic has failed\n");
  });

  test("leaves out columns that say nothing", () => {
    expect(draw(history([execution({ deployment: undefined, commit: "" })], [])).split("\n")[0]).not.toMatch(
      /engine|colour|checks/,
    );
  });

  test.each([
    [100, "result         started (UTC)     took   commit        colour      engine      checks  who"],
    [90, "result         started (UTC)     took   commit        colour      checks  who"],
    [76, "result         started (UTC)  took   commit   colour      checks  who"],
  ])("at %i columns leaves out the digest first, then the engine, and never who", (columns, heads) => {
    const lines = draw(history([execution({ status: "Failed", trigger: "a push" })], [rolledBack]), columns);
    expect(lines.split("\n")[0]).toBe(heads);
    expect(lines.split("\n")[1]).toMatch(/ 1 of 2 +a push$/);
  });

  test("cuts nothing, however narrow the terminal is", () => {
    const failed = execution({ status: "Failed", startedBy: "alice", answeredBy: "bob" });
    const lines = draw(history([failed], [rolledBack]), 20).split("\n");
    expect(lines[1]).toMatch(/^✖ rolled back {2}01-01 10:00.* 1 of 2 +alice, approved by bob$/);
    expect(lines).toContain("    alarms: shop-green-errors");
  });

  test("lets no name of somebody else's move the terminal", () => {
    expect(draw(history([execution({ trigger: "\u001b[2Jpush\nx" })], []))).not.toContain("\u001b");
  });

  test("says it where there is nothing", () => {
    expect(draw(history([], []))).toBe("nothing was released to shop ecs-blue-green that AWS tells of");
  });
});

import { stripVTControlCharacters } from "node:util";
import { ListDeploymentsCommand } from "@aws-sdk/client-codedeploy";
import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetResourcesCommand } from "@aws-sdk/client-resource-groups-tagging-api";
import { mockClient } from "aws-sdk-client-mock";
import { runProgram } from "../../../cli/program";
import { historySchema } from "../../../operate/history/schema";
import { statusSchema } from "../../../operate/status/schema";
import { RELEASED, SHIFTING, type Stand, SystemAccount } from "../../operate/account";
import { COMMIT } from "../../operate/operator";

const account = new SystemAccount(mockClient);
const OF_SHOP = ["ecs-blue-green", "--name", "shop", "--region", "eu-central-1"];

async function run(args: readonly string[], stdout: { isTTY?: boolean; columns?: number } = {}) {
  const written = { stdout: "", stderr: "" };
  const exitCode = await runProgram(args, {
    stdout: { write: (text) => (written.stdout += text), ...stdout },
    stderr: { write: (text) => (written.stderr += text) },
    env: {},
  });
  return { exitCode, ...written };
}

const ROLLED_BACK: Stand = {
  pipeline: "Failed",
  deployment: "Failed",
  share: 0,
  lifecycleEvents: [
    {
      lifecycleEventName: "AfterAllowTestTraffic",
      status: "Failed",
      diagnostics: { errorCode: "UnknownError", message: "green answered 500" },
    },
  ],
  info: {
    errorInformation: { code: "HOOK_EXECUTION_FAILURE", message: "a hook failed" },
    rollbackInfo: { rollbackDeploymentId: "d-2" },
  },
};

beforeEach(() => account.stand(RELEASED));

describe("bluegreen status", () => {
  test.each<[number, string, Stand]>([
    [0, "all is well", RELEASED],
    [3, "something is released", SHIFTING],
    [4, "an alarm is red", { ...RELEASED, alarm: "ALARM" }],
    [0, "the last release was rolled back, and users are where they were", ROLLED_BACK],
  ])("ends with %i when %s", async (code, _, stand) => {
    account.stand(stand);
    expect((await run(["status", ...OF_SHOP])).exitCode).toBe(code);
  });

  test("says on one screen what is live", async () => {
    const { stdout } = await run(["status", ...OF_SHOP]);
    expect(stdout).toMatch(/^✔ healthy {2}shop {2}ecs-blue-green {2}eu-central-1 {2}111122223333\n/);
    expect(stdout).toMatch(
      /\nLive {5}shop-green {2}0123456789ab {2}sha256:abcdef012345 {2}shop:2 {2}since 2026-01-01 10:20 UTC\n/,
    );
    expect(stdout).toMatch(/\nTasks {4}2 of 2 run\n/);
    expect(stdout).toMatch(/\nTargets {2}shop-blue: 1 healthy {2}shop-green: 1 healthy\n/);
    expect(stdout).toMatch(/\nAlarms {3}✔ shop-green-errors\n/);
    expect(stdout).toMatch(/\nLast {5}✔ Succeeded {2}0123456789ab /);
  });

  test("says what is going on, and how far", async () => {
    account.stand(SHIFTING);
    const { stdout } = await run(["status", ...OF_SHOP]);
    expect(stdout).toMatch(/^● releasing /);
    expect(stdout).toMatch(/\nRelease {2}0123456 Say hello {2}Deploy /);
    expect(stdout).toMatch(/\nDeploy {3}● d-1 {2}AllowTraffic {2}40 % of users /);
    expect(stdout).toMatch(/\n +shop-blue 60 %, 2 of 2 {2}shop-green 40 %, 2 of 2\n/);
  });

  test("says who is waited for, and what answers", async () => {
    account.stand({ ...SHIFTING, deployment: "Ready", share: 0 });
    expect((await run(["status", ...OF_SHOP])).stdout).toMatch(
      /Waits for a person: leave to move users.*: bluegreen approve/,
    );
  });

  test("says why the last release was rolled back", async () => {
    account.stand(ROLLED_BACK);
    expect((await run(["status", ...OF_SHOP])).stdout).toMatch(
      /\nLast {5}✖ Failed {2}rolled back {2}0123456789ab {2}\d+ d ago\n {9}HOOK_EXECUTION_FAILURE: a hook failed\n/,
    );
  });

  test("writes JSON as the schema has it", async () => {
    account.stand(SHIFTING);
    const { exitCode, stdout } = await run(["status", ...OF_SHOP, "--json"]);
    expect(exitCode).toBe(3);
    expect(statusSchema.parse(JSON.parse(stdout))).toMatchObject({
      version: 1,
      verdict: { state: "releasing" },
      live: { targetGroup: "shop-blue", commit: COMMIT },
      deployment: { share: 40 },
    });
  });

  test("is coloured where somebody watches, and no wider than the terminal", async () => {
    const { stdout } = await run(["status", ...OF_SHOP], { isTTY: true, columns: 60 });
    expect(stdout).toContain("\u001b[");
    for (const line of stripVTControlCharacters(stdout).split("\n")) {
      expect(line.length).toBeLessThanOrEqual(60);
    }
    expect((await run(["status", ...OF_SHOP])).stdout).not.toContain("\u001b[");
  });

  test("names the permission that is missing", async () => {
    account.codeDeploy
      .on(ListDeploymentsCommand)
      .rejects(Object.assign(new Error("no"), { name: "AccessDeniedException" }));
    await expect(run(["status", ...OF_SHOP])).rejects.toThrow(
      "the permission codedeploy:ListDeployments is missing",
    );
  });

  test("means the only system of the configuration where no other is named", async () => {
    await run(["status"]);
    const [input] = account.tagging
      .commandCalls(GetResourcesCommand)
      .map(({ args: [command] }) => command.input);
    expect(input?.TagFilters).toEqual([
      { Key: "System", Values: ["bluegreen"] },
      { Key: "Stack", Values: ["ecs-blue-green"] },
    ]);
  });

  test("tells its exit codes", async () => {
    expect((await run(["status", "--help"])).stdout).toMatch(
      /Exit codes: 0 healthy, 3 releasing, 4 broken; 1 failed, 2 wrong usage\./,
    );
  });
});

describe("bluegreen history", () => {
  test("lists who released what, and what became of it", async () => {
    account.stand(ROLLED_BACK);
    const { exitCode, stdout } = await run(["history", ...OF_SHOP]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /\n✖ rolled back {2}2026-01-01 10:00 {2}20:00 {2}0123456789ab .* shop-green .* alice\n/,
    );
    expect(stdout).toMatch(
      /\n {4}HOOK_EXECUTION_FAILURE: a hook failed\n {4}AfterAllowTestTraffic: green answered 500\n/,
    );
  });

  test("writes JSON as the schema has it", async () => {
    const { stdout } = await run(["history", ...OF_SHOP, "--json", "--limit", "5"]);
    expect(historySchema.parse(JSON.parse(stdout)).releases).toMatchObject([
      { result: "Succeeded", who: "alice", digest: "sha256:abcdef0123456789", seconds: 1200 },
    ]);
  });

  test("tells a release whose task definition has been deleted, less its digest", async () => {
    account.ecs
      .on(DescribeTaskDefinitionCommand)
      .rejects(Object.assign(new Error("Unable to describe task definition."), { name: "ClientException" }));
    const { stdout } = await run(["history", ...OF_SHOP, "--json"]);
    expect(JSON.parse(stdout).releases).toMatchObject([{ digest: null, result: "Succeeded" }]);
  });

  test("takes a missing permission for no deleted task definition", async () => {
    account.ecs
      .on(DescribeTaskDefinitionCommand)
      .rejects(Object.assign(new Error("no"), { name: "AccessDeniedException" }));
    await expect(run(["history", ...OF_SHOP])).rejects.toThrow(
      "permission ecs:DescribeTaskDefinition is missing",
    );
  });

  test.each(["0", "101", "many", "1.5"])("ends with 2 on a limit of %s", async (limit) => {
    const { exitCode, stderr } = await run(["history", ...OF_SHOP, "--limit", limit]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/a whole number from 1 to 100/);
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { SERVICE_ARN } from "../operator";
import { Account } from "./account";
import { AccountServer } from "./account-server";

const PROJECT = resolve(__dirname, "../../..");
const PIPELINE = "arn:aws:codepipeline:eu-central-1:111122223333:shop";
const GROUP = "arn:aws:codedeploy:eu-central-1:111122223333:deploymentgroup:shop/shop";
const started: ChildProcess[] = [];

let account: Account;
let server: AccountServer;
let url: string;

async function open(arns: readonly string[]): Promise<void> {
  account = new Account();
  server = new AccountServer(account, arns);
  url = await server.listen();
}

afterEach(async () => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  await server.close();
});

/** Starts the command as it is installed. */
function bluegreen(stack: string, ...args: string[]) {
  const where = ["--name", "shop", "--region", "eu-central-1", "--endpoint-url", url];
  const child = spawn(process.execPath, ["bin/bluegreen.mjs", ...args, stack, ...where], {
    cwd: PROJECT,
    env: { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: "any", AWS_SECRET_ACCESS_KEY: "any" },
  });
  started.push(child);
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (written.stdout += text));
  child.stderr.on("data", (text) => (written.stderr += text));
  const ended = once(child, "close").then(([exitCode]) => ({ exitCode, ...written }));
  const says = (words: RegExp) =>
    new Promise<void>((resolve) => {
      child.stdout.on("data", () => words.test(written.stdout) && resolve());
    });
  return { child, ended, says };
}

describe("a process of its own", () => {
  test("killed behind the call that goes back leaves what the next one follows to its end", async () => {
    await open([SERVICE_ARN]);
    account.ecs.way = "rolling";
    account.ecs.past(1);
    account.ecs.past(2);
    const dies = account.killAfter(1);
    const first = bluegreen("ecs-rolling", "rollback", "--yes");
    await dies;
    first.child.kill("SIGKILL");
    await first.ended;
    account.revive();
    const { exitCode, stdout, stderr } = await bluegreen("ecs-rolling", "rollback", "--yes").ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/a rollback is under way already/);
    expect(stdout).toMatch(/\ndone {2}users are served by shop:1 \(v1\)\n$/);
    expect(account.changes).toEqual(["UpdateService"]);
  });

  test("stopped by Ctrl-C says what goes on, and ends with 130", async () => {
    await open([SERVICE_ARN, PIPELINE, GROUP]);
    account.codeDeploy.past(1);
    account.codeDeploy.going(2, 20);
    account.pipeline.going("one", "Deploy", "d-AAAAAAAA2");
    const { child, ended, says } = bluegreen("ecs-blue-green", "stop", "--rollback", "--yes");
    await says(/d-AAAAAAAA3 is InProgress/);
    child.kill("SIGINT");
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(130);
    expect(stderr).toBe(
      [
        "error: interrupted",
        "done  stop the deployment d-AAAAAAAA2, and put users back",
        "left  stop the deployment d-AAAAAAAA2, and put users back: AWS ends it by itself: bluegreen watch follows it, the same command again does, too",
        "",
      ].join("\n"),
    );
    expect(account.changes).toEqual(["StopDeployment"]);
  });

  test("shows what it would do, and does nothing", async () => {
    await open([SERVICE_ARN, PIPELINE, GROUP]);
    account.codeDeploy.past(1);
    account.codeDeploy.past(2);
    const { exitCode, stdout } = await bluegreen("ecs-blue-green", "pause", "--dry-run", "--json").ended;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ result: "planned", plan: { steps: [{ do: "close-door" }] } });
    expect(account.changes).toEqual([]);
  });
});

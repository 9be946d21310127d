import { PassThrough } from "node:stream";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { mockClient } from "aws-sdk-client-mock";
import { runSteer, type SteerFlags } from "../../../cli/operate/steer";
import { runProgram } from "../../../cli/program";
import type { Command, Wishes } from "../../../operate/steer/model";
import { TestClock } from "../../ecs-deploy/account";
import { Account } from "../../operate/steer/account";
import { awsError } from "../../operate/steer/aws-error";

const NAMED = { name: "shop", region: "eu-central-1" };
const ARNS = [
  "arn:aws:ecs:eu-central-1:111122223333:service/shop/shop-service",
  "arn:aws:codepipeline:eu-central-1:111122223333:shop",
  "arn:aws:codedeploy:eu-central-1:111122223333:deploymentgroup:shop/shop",
];

let account: Account;
beforeEach(() => {
  account = new Account(mockClient);
  const tagging = mockClient(ResourceGroupsTaggingAPIClient);
  const ResourceTagMappingList = ARNS.map((ResourceARN) => ({ ResourceARN }));
  tagging.on(GetResourcesCommand).resolves({ ResourceTagMappingList });
  account.codeDeploy.past(1);
  account.codeDeploy.past(2);
});

async function run(
  command: Command,
  flags: SteerFlags,
  {
    wishes = {},
    answer,
    signal = new AbortController().signal,
  }: { wishes?: Wishes; answer?: string; signal?: AbortSignal } = {},
) {
  const written = { stdout: "", stderr: "" };
  const stdin = Object.assign(new PassThrough(), { isTTY: answer !== undefined });
  stdin.end(answer ?? "");
  const terminal = {
    stdout: { write: (text: string) => (written.stdout += text), isTTY: answer !== undefined },
    stderr: { write: (text: string) => (written.stderr += text) },
    stdin,
    env: {},
  };
  const around = { signal, clock: new TestClock() };
  const all = { ...NAMED, ...flags };
  const exitCode = await runSteer(command, "ecs-blue-green", all, wishes, terminal, around);
  return { exitCode, ...written };
}

const SHOWN = [
  "now   users are served by shop:2 (v2)",
  "will  deploy shop:1 again",
  "after all users are served by shop:1",
];

describe("where nobody can be asked", () => {
  test("nothing is done without --yes, and AWS is not even looked at", async () => {
    const { exitCode, stdout, stderr } = await run("rollback", {});
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(
      /^bluegreen rollback changes .*: give --yes, or see what it would do with --dry-run\n$/,
    );
  });

  test("with it, it is shown and done", async () => {
    const { exitCode, stdout, stderr } = await run("rollback", { yes: true });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.split("\n").slice(0, 3)).toEqual(SHOWN);
    expect(stdout).toMatch(
      /\nd-AAAAAAAA3 is Succeeded; 100 % of users are with its replacement\ndone {2}users are served by shop:1 \(v1\)\n$/,
    );
  });

  test("--dry-run shows it alone", async () => {
    const { exitCode, stdout } = await run("rollback", { dryRun: true });
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").slice(0, 3)).toEqual(SHOWN);
    expect(account.changes).toEqual([]);
  });
});

describe("in a terminal", () => {
  test.each([
    ["y\n", 0, ["CreateDeployment"]],
    ["what?\nyes\n", 0, ["CreateDeployment"]],
    ["n\n", 4, []],
    ["", 4, []],
  ])("the answer %j is heard", async (answer, expected, changes) => {
    const { exitCode, stdout, stderr } = await run("rollback", {}, { answer });
    expect(stdout.split("\n").slice(0, 3)).toEqual(SHOWN);
    expect(stderr).toMatch(/Go on\? Type y or n, and Enter: /);
    expect(exitCode).toBe(expected);
    expect(account.changes).toEqual(changes);
  });

  test("nobody is asked about what is so already", async () => {
    const { exitCode, stderr } = await run("resume", {}, { answer: "" });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });
});

describe("what it ends with", () => {
  test("nothing to do it to is 3", async () => {
    const { exitCode, stderr } = await run("stop", { yes: true });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^error: nothing of ecs-blue-green runs: users are served by shop:2/);
  });

  test("what AWS refuses is 1, with what is left", async () => {
    account.refusals.set("CreateDeployment", awsError("InvalidRoleException", "the role is gone"));
    const { exitCode, stderr } = await run("rollback", { yes: true });
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      "error: codedeploy:CreateDeployment has failed: InvalidRoleException: the role is gone\nleft  nothing was changed\n",
    );
  });
});

describe("--json", () => {
  test("is one object, and what people read goes elsewhere", async () => {
    const { stdout, stderr } = await run("rollback", { yes: true, json: true });
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      command: "rollback",
      result: "done",
      done: ["deploy shop:1 again"],
      users: "users are served by shop:1 (v1)",
      plan: {
        steps: [{ do: "deploy", text: "deploy shop:1 again" }],
        after: "all users are served by shop:1",
      },
    });
    expect(stderr).toMatch(/^now /);
  });

  test("says what failed, too", async () => {
    account.refusals.set("CreateDeployment", awsError("InvalidRoleException"));
    const { stdout } = await run("rollback", { yes: true, json: true });
    expect(JSON.parse(stdout)).toMatchObject({
      result: "failed",
      exitCode: 1,
      done: [],
      left: ["nothing was changed"],
    });
  });

  test("says so where nobody can be asked, and the words for people stay where they are", async () => {
    const { exitCode, stdout, stderr } = await run("rollback", { json: true });
    expect(stdout.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      command: "rollback",
      result: "failed",
      message: stderr.trimEnd(),
      exitCode: 2,
      done: [],
      left: ["nothing was changed"],
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^bluegreen rollback changes .*: give --yes, or see .* --dry-run\n$/);
  });

  test("tells nothing that answers an approval in the place of a person", async () => {
    account.pipeline.going("one", "Approve");
    const { stdout } = await run("approve", { dryRun: true, json: true });
    expect(JSON.parse(stdout).plan.steps).toEqual([
      { do: "answer-approval", text: "approve Approve of the stage Approve" },
    ]);
  });
});

test.each(["approve", "pause", "resume", "stop", "rollback"])(
  "%s says in its help what it ends with",
  async (verb) => {
    const written = { text: "" };
    const write = (text: string) => (written.text += text);
    const exitCode = await runProgram([verb, "--help"], { stdout: { write }, stderr: { write }, env: {} });
    expect(exitCode).toBe(0);
    expect(written.text).toMatch(/Exit codes: 0 done or so already, .* 130 interrupted\.\n$/);
  },
);

describe("Ctrl-C while AWS is asked to change something", () => {
  const held =
    "interrupted: waiting for AWS's answer to codedeploy:CreateDeployment, which changes something and cannot be taken back, so that it is known what it did; Ctrl-C again ends at once\n";

  /** Somebody ends the command while the call is under way, and AWS ends it otherwise. */
  const interruptedWith = async (end: () => unknown) => {
    const controller = new AbortController();
    account.codeDeploy.CreateDeployment = () => {
      controller.abort();
      return end() as { deploymentId: string };
    };
    return run("rollback", { yes: true }, { signal: controller.signal });
  };

  test("says at once what it waits for, and then what was done", async () => {
    const { exitCode, stderr } = await interruptedWith(() => ({ deploymentId: "d-AAAAAAAA3" }));
    expect(exitCode).toBe(130);
    expect(stderr.startsWith(`${held}error: interrupted\ndone  deploy shop:1 again\n`)).toBe(true);
  });

  test("says that it is not known where AWS does not answer", async () => {
    const { exitCode, stderr } = await interruptedWith(() => {
      throw awsError("TimeoutError", "nothing came");
    });
    expect(exitCode).toBe(1);
    expect(stderr.startsWith(`${held}error: AWS cannot be reached`)).toBe(true);
    expect(stderr).toMatch(/\nleft {2}whether AWS was asked to deploy shop:1 again is not known: /);
  });
});

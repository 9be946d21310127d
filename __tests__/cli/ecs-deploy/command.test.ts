import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";

const PROJECT = resolve(__dirname, "../../..");
const ARN = "arn:aws:ecs:eu-central-1:111122223333:task-definition/web";

let server: Server;
/** Called with the name of each action that the command asks for. */
let onAction: (action: string) => void;

beforeAll(async () => {
  server = createServer(({ headers }, response) => {
    const action = String(headers["x-amz-target"]).split(".")[1] ?? "";
    onAction(action);
    const taskDefinition = {
      family: "web",
      taskDefinitionArn: `${ARN}:1`,
      containerDefinitions: [{ name: "web", image: "shop:1" }],
    };
    const deployment = { id: "ecs-svc/2", status: "PRIMARY", runningCount: 0, rolloutState: "IN_PROGRESS" };
    const service = {
      status: "ACTIVE",
      desiredCount: 2,
      taskDefinition: `${ARN}:1`,
      deployments: [deployment],
    };
    const answers: Readonly<Record<string, object>> = {
      DescribeServices: { services: [service] },
      UpdateService: { service },
      DescribeTaskDefinition: { taskDefinition },
      RegisterTaskDefinition: { taskDefinition: { taskDefinitionArn: `${ARN}:2` } },
    };
    response.writeHead(200, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(answers[action]));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

function start(...args: string[]) {
  const child = spawn(process.execPath, ["bin/ecs-deploy.mjs", ...args], {
    cwd: PROJECT,
    env: {
      PATH: process.env.PATH,
      AWS_DEFAULT_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "AKID",
      AWS_SECRET_ACCESS_KEY: "hush",
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
  });
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    written.stdout += text;
  });
  child.stderr.on("data", (text) => {
    written.stderr += text;
  });
  return { child, ended: once(child, "close").then(([exitCode]) => ({ exitCode, ...written })) };
}

describe("the command as it is installed", () => {
  test("can say how it is used", async () => {
    expect(await start("--help").ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Usage: ecs-deploy/),
      stderr: "",
    });
  });

  test("ends with what was wrong", async () => {
    expect(await start("-n", "shop").ended).toEqual({
      exitCode: 7,
      stdout: "",
      stderr: "error: it is not said in which cluster: give -c/--cluster\nstate: nothing was changed\n",
    });
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "says what is there when it is ended by %s, and ends at once",
    async (signal) => {
      let looks = 0;
      onAction = (action) => {
        looks += action === "DescribeServices" ? 1 : 0;
        // Before the service is told, and while it is waited for.
        if (looks === 2) child.kill(signal);
      };
      const { child, ended } = start("-c", "prod", "-n", "shop", "-i", "shop:2");
      expect(await ended).toEqual({
        exitCode: 130,
        stdout: expect.stringContaining("waiting for the first new task"),
        stderr: `error: interrupted\nstate: ${ARN}:2 is registered; the service shop was told to run ${ARN}:2, and ECS goes on with it (it ran ${ARN}:1)\n`,
      });
    },
  );
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { clientSettings } from "../../aws/connection";
import { ecsDeploy, eventsOf } from "../ecs-deploy/account";

const KEYS = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "hush" };

describe("how AWS is reached", () => {
  test.each([
    ["the option", { region: "us-west-2" }, { AWS_DEFAULT_REGION: "eu-central-1" }, "us-west-2"],
    ["AWS_DEFAULT_REGION", {}, { AWS_DEFAULT_REGION: "eu-central-1" }, "eu-central-1"],
    ["the SDK's own sources", {}, { AWS_DEFAULT_REGION: "" }, undefined],
  ])("the region comes from %s", async (_, connection, env, region) => {
    expect((await clientSettings(connection, env, "ecs-deploy")).region).toBe(region);
  });

  test.each([
    [
      "a key that is given goes with the environment's secret",
      { accessKeyId: "GIVEN" },
      KEYS,
      { accessKeyId: "GIVEN", secretAccessKey: "hush" },
    ],
    [
      "a session token goes with its own key",
      { accessKeyId: "AKID" },
      { ...KEYS, AWS_SESSION_TOKEN: "t" },
      { accessKeyId: "AKID", secretAccessKey: "hush", sessionToken: "t" },
    ],
    [
      "and with no other",
      { accessKeyId: "GIVEN", secretAccessKey: "s" },
      { ...KEYS, AWS_SESSION_TOKEN: "t" },
      { accessKeyId: "GIVEN", secretAccessKey: "s" },
    ],
  ])("%s", async (_, connection, env, credentials) => {
    expect(await (await clientSettings(connection, env, "ecs-deploy")).credentials?.()).toEqual(credentials);
  });

  test("without any of that the SDK looks for credentials", async () => {
    expect((await clientSettings({}, KEYS, "ecs-deploy")).credentials).toBeUndefined();
  });

  test("calls are repeated as the SDK does, or as the environment says", async () => {
    expect(await clientSettings({}, {}, "ecs-deploy")).toMatchObject({
      retryMode: "standard",
      maxAttempts: 8,
    });
    const env = { AWS_RETRY_MODE: "adaptive", AWS_MAX_ATTEMPTS: "2" };
    const settings = await clientSettings({}, env, "ecs-deploy");
    expect(settings.retryMode).toBeUndefined();
    expect(settings.maxAttempts).toBeUndefined();
  });

  test("AWS has 5 seconds for a connection, and 30 for an answer or a pause in it", async () => {
    expect((await clientSettings({}, {}, "ecs-deploy")).requestHandler).toEqual({
      connectionTimeout: 5000,
      requestTimeout: 30_000,
      socketTimeout: 30_000,
      throwOnRequestTimeout: true,
    });
  });
});

describe("AWS that throttles", () => {
  const outer = process.env.AWS_ENDPOINT_URL_ECS;
  let server: Server;
  let refusals = 0;

  beforeAll(async () => {
    server = createServer(({ headers }, response) => {
      const action = String(headers["x-amz-target"]).split(".")[1];
      const isThrottled = refusals > 0;
      refusals -= 1;
      response.writeHead(isThrottled ? 400 : 200, { "Content-Type": "application/x-amz-json-1.1" });
      const definition = { family: "web", containerDefinitions: [{ name: "web", image: "shop:1" }] };
      const taskDefinition = { ...definition, taskDefinitionArn: `arn:${action}` };
      response.end(
        JSON.stringify(
          isThrottled ? { __type: "ThrottlingException", message: "Rate exceeded" } : { taskDefinition },
        ),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    process.env.AWS_ENDPOINT_URL_ECS = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    if (outer === undefined) delete process.env.AWS_ENDPOINT_URL_ECS;
    else process.env.AWS_ENDPOINT_URL_ECS = outer;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const ARGS = ["-d", "web", "-i", "shop:2", "-k", "AKID", "-s", "hush"];

  test("is asked again, and the release goes on", async () => {
    refusals = 1;
    expect(await ecsDeploy(ARGS)).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("is given up at last, in words", async () => {
    refusals = 8;
    const attempts = process.env.AWS_MAX_ATTEMPTS;
    process.env.AWS_MAX_ATTEMPTS = "1";
    const { exitCode, failed } = await eventsOf(ARGS, { env: { AWS_MAX_ATTEMPTS: "1" } });
    if (attempts === undefined) delete process.env.AWS_MAX_ATTEMPTS;
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({
      message: expect.stringMatching(/^AWS throttles ecs:DescribeTaskDefinition/),
    });
  });
});

test("an address of the environment that is none is told with the variable", async () => {
  const outer = process.env.AWS_ENDPOINT_URL_ECS;
  process.env.AWS_ENDPOINT_URL_ECS = "nonsense";
  const { failed } = await eventsOf([
    "-d",
    "web",
    "-i",
    "shop:2",
    "-k",
    "AKID",
    "-s",
    "hush",
    "-r",
    "eu-central-1",
  ]);
  if (outer === undefined) delete process.env.AWS_ENDPOINT_URL_ECS;
  else process.env.AWS_ENDPOINT_URL_ECS = outer;
  expect(failed).toMatchObject({
    message: expect.stringMatching(
      /^ecs:DescribeTaskDefinition has no address to be called at: AWS_ENDPOINT_URL/,
    ),
  });
});

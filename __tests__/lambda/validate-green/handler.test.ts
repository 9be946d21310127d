import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from "@aws-sdk/client-codedeploy";
import { mockClient } from "aws-sdk-client-mock";
import { handler } from "../../../lambda/validate-green";
import { REPORT_MS } from "../../../lambda/validate-green/report";
import { type LocalServer, startServer } from "../green-server";

const codeDeployEvent = { DeploymentId: "d-EXAMPLE01", LifecycleEventHookExecutionId: "hook-1" };
const ecsEvent = {
  executionId: "a635edb5-0000-4f44-bf3f-fcee4b3641a5",
  lifecycleStage: "POST_TEST_TRAFFIC_SHIFT",
  resourceArn: "arn:aws:ecs:eu-central-1:123456789012:service-deployment/bg/bg/TFX5sH9q9XDboDTOv0rIt",
  executionDetails: {
    serviceArn: "arn:aws:ecs:eu-central-1:123456789012:service/bg/bg",
    targetServiceRevisionArn:
      "arn:aws:ecs:eu-central-1:123456789012:service-revision/bg/bg/9386398427419951854",
    testTrafficWeights: {},
    productionTrafficWeights: {},
  },
};

const codeDeploy = mockClient(CodeDeployClient);
const environment = process.env;
let green: LocalServer;

/** The Lambda runtime's word on how long the function may still run. */
const timeFor = (checksMs: number) => ({ getRemainingTimeInMillis: () => REPORT_MS + checksMs });
const reported = () =>
  codeDeploy.commandCalls(PutLifecycleEventHookExecutionStatusCommand).map(({ args }) => args[0].input);
const logged = () => jest.mocked(console.log).mock.calls.join("\n");
const verdictIs = (status: string) => [
  { deploymentId: "d-EXAMPLE01", lifecycleEventHookExecutionId: "hook-1", status },
];

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  codeDeploy.reset();
  codeDeploy.on(PutLifecycleEventHookExecutionStatusCommand).resolves({});
  green = await startServer((request, response) => {
    if (request.url !== "/hang") response.writeHead(request.url === "/" ? 200 : 500).end();
  });
  process.env = {
    AWS_REGION: "eu-central-1",
    TEST_URL: green.url,
    CHECK_RETRIES: "0",
    CHECKS: '[{"path":"/"}]',
  };
});

afterEach(async () => {
  process.env = environment;
  jest.restoreAllMocks();
  await green.close();
});

describe("a hook of CodeDeploy", () => {
  test("reports Succeeded once when green passes", async () => {
    await expect(handler(codeDeployEvent, timeFor(5000))).resolves.toBeUndefined();

    expect(reported()).toEqual(verdictIs("Succeeded"));
  });

  test("reports Failed once when green fails", async () => {
    process.env.CHECKS = '[{"path":"/"},{"path":"/broken"}]';
    await handler(codeDeployEvent, timeFor(5000));

    expect(reported()).toEqual(verdictIs("Failed"));
  });

  test("reports Failed before Lambda ends the function when green hangs", async () => {
    process.env.CHECKS = '[{"path":"/hang","maxLatencyMs":60000}]';
    process.env.CHECK_RETRIES = "20";
    await handler(codeDeployEvent, timeFor(80));

    expect(reported()).toEqual(verdictIs("Failed"));
    expect(logged()).toContain("no whole answer within");
  });

  test.each(["CHECKS", "CHECK_RETRIES", "TEST_URL"])(
    "reports Failed and names %s when it is not set",
    async (name) => {
      delete process.env[name];
      await handler(codeDeployEvent, timeFor(5000));

      expect(reported()).toEqual(verdictIs("Failed"));
      expect(logged()).toContain(`bad settings: ${name}`);
      expect(green.requests).toHaveLength(0);
    },
  );

  test("fails when the report does not get through", async () => {
    codeDeploy.on(PutLifecycleEventHookExecutionStatusCommand).rejects(new Error("the deployment is over"));

    await expect(handler(codeDeployEvent, timeFor(5000))).rejects.toThrow("the deployment is over");
    expect(logged()).toContain("the deployment is over");
  });
});

describe("a hook of a native ECS deployment", () => {
  test.each([
    ["SUCCEEDED", "/"],
    ["FAILED", "/broken"],
  ])("answers %s when asked for %s", async (hookStatus, path) => {
    process.env.CHECKS = JSON.stringify([{ path }]);

    await expect(handler(ecsEvent, timeFor(5000))).resolves.toEqual({ hookStatus });
    expect(reported()).toEqual([]);
  });

  test("answers FAILED when a setting is bad", async () => {
    process.env.CHECKS = "nonsense";

    await expect(handler(ecsEvent, timeFor(5000))).resolves.toEqual({ hookStatus: "FAILED" });
  });
});

test.each([
  ["a test event", { key1: "value1" }, "it has: key1"],
  ["half an event of CodeDeploy", { DeploymentId: "d-EXAMPLE01" }, "it has: DeploymentId"],
  ["the other half", { LifecycleEventHookExecutionId: "hook-1" }, "it has: LifecycleEventHookExecutionId"],
  ["half an event of ECS", { lifecycleStage: "POST_TEST_TRAFFIC_SHIFT" }, "it has: lifecycleStage"],
  ["nothing", undefined, "it has: "],
])("fails when it is invoked with %s", async (_, event, message) => {
  await expect(handler(event, timeFor(5000))).rejects.toThrow(message);
  expect(logged()).toContain("the event is of neither CodeDeploy nor ECS");
  expect(green.requests).toHaveLength(0);
});

describe("the first deployment of a service that ECS releases itself", () => {
  const placeholder = () =>
    startServer((_request, response) => response.writeHead(200, { "X-Placeholder": "1" }).end("Waiting"));

  test("passes on the placeholder, which fails every check of the application", async () => {
    const server = await placeholder();
    process.env.TEST_URL = server.url;
    process.env.CHECKS = '[{"path":"/","bodyIncludes":"Welcome"}]';

    await expect(handler(ecsEvent, timeFor(5000))).resolves.toEqual({ hookStatus: "SUCCEEDED" });

    await server.close();
  });

  test("is nothing that CodeDeploy could take for a release", async () => {
    const server = await placeholder();
    process.env.TEST_URL = server.url;
    process.env.CHECKS = '[{"path":"/","bodyIncludes":"Welcome"}]';

    await handler(codeDeployEvent, timeFor(5000));

    expect(reported()).toEqual(verdictIs("Failed"));
    await server.close();
  });

  test("may name the service at the top, as the guide has it", async () => {
    const { serviceArn, targetServiceRevisionArn } = ecsEvent.executionDetails;

    await expect(handler({ serviceArn, targetServiceRevisionArn }, timeFor(5000))).resolves.toEqual({
      hookStatus: "SUCCEEDED",
    });
  });
});

import {
  CodeDeployClient,
  GetDeploymentCommand,
  PutLifecycleEventHookExecutionStatusCommand,
} from "@aws-sdk/client-codedeploy";
import { type ActionInput, AwsError } from "../../../rehearsal/aws";
import { Site } from "./site";

let site: Site;
const calls: ActionInput[] = [];

beforeAll(async () => {
  site = await new Site().open({
    "codedeploy.PutLifecycleEventHookExecutionStatus": (input) => {
      calls.push(input);
      if (input.deploymentId === "d-MISSING") {
        throw new AwsError("DeploymentDoesNotExistException", "there is no deployment d-MISSING");
      }
      return { lifecycleEventHookExecutionId: input.lifecycleEventHookExecutionId };
    },
    "codedeploy.GetDeployment": () => {
      throw new Error("a mistake");
    },
  });
});

afterAll(() => site.close());

beforeEach(() => {
  calls.length = 0;
  site.unanswered.length = 0;
});

const client = () =>
  new CodeDeployClient({
    endpoint: site.endpoint.url,
    region: "eu-central-1",
    credentials: { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" },
    maxAttempts: 1,
  });
const answerHook = (deploymentId: string) =>
  new PutLifecycleEventHookExecutionStatusCommand({
    deploymentId,
    lifecycleEventHookExecutionId: "e-1",
    status: "Succeeded",
  });

describe("a client of the SDK", () => {
  test("is answered by the action", async () => {
    const answer = await client().send(answerHook("d-1"));
    expect(answer.lifecycleEventHookExecutionId).toBe("e-1");
    expect(calls).toEqual([
      { deploymentId: "d-1", lifecycleEventHookExecutionId: "e-1", status: "Succeeded" },
    ]);
  });

  test("meets AWS's own errors", async () => {
    await expect(client().send(answerHook("d-MISSING"))).rejects.toMatchObject({
      name: "DeploymentDoesNotExistException",
      message: "there is no deployment d-MISSING",
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("meets a failure of the service where an action fails", async () => {
    const call = client().send(new GetDeploymentCommand({ deploymentId: "d-1" }));
    await expect(call).rejects.toMatchObject({ name: "InternalFailure", $metadata: { httpStatusCode: 500 } });
  });
});

const post = (path: string, headers: Record<string, string> = {}, body = "{}") =>
  fetch(`${new URL(site.endpoint.url).origin}${path}`, { method: "POST", headers, body });
const secret = () => new URL(site.endpoint.url).pathname;

test.each([
  [{ "x-amz-target": "AmazonEC2ContainerServiceV20141113.RunTask" }, "ecs.RunTask"],
  [{ "x-amz-target": "Other_2020.Do" }, "Other_2020.Do"],
  [{ "x-amz-target": "constructor.toString" }, "constructor.toString"],
  [{}, "POST /"],
])("an operation that nobody answers is refused and reported: %j", async (headers, name) => {
  const response = await post(secret(), headers as Record<string, string>);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ __type: "UnknownOperationException" });
  expect(site.unanswered).toEqual([name]);
});

test("a body that is no JSON is refused", async () => {
  const response = await post(secret(), { "x-amz-target": "AmazonSSM.GetParameter" }, "{");
  expect(await response.json()).toMatchObject({ __type: "SerializationException" });
});

test("a body that is far too large is refused", async () => {
  const response = await post(secret(), {}, "x".repeat(11 * 1024 * 1024));
  expect(response.status).toBe(413);
});

test.each(["/", "/stand-in", `/${"x".repeat(32)}`])(
  "who does not know the secret is not let in: %s",
  async (path) => {
    const response = await post(path, { "x-amz-target": "AmazonSSM.GetParameter" });
    expect(response.status).toBe(403);
  },
);

test("it listens on loopback alone, and ends with its signal", async () => {
  const controller = new AbortController();
  const other = await new Site().open({}, controller.signal);
  expect(other.endpoint.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/);
  controller.abort();
  await other.endpoint.close();
  await expect(fetch(other.endpoint.url)).rejects.toThrow();
  expect(await other.aws("sts", "get-caller-identity")).toEqual({
    exit: 1,
    out: "",
    err: "aws: the rehearsal that this command belongs to is over\n",
  });
  await other.close();
});

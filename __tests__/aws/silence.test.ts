import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CodeDeployClient, CreateDeploymentCommand, GetDeploymentCommand } from "@aws-sdk/client-codedeploy";
import { Calls } from "../../aws/calls";
import { clientSettings } from "../../aws/connection";
import { explain } from "../../aws/explain";

/** Milliseconds: nobody waits long for what never comes. */
const SOON = 50;
/** Milliseconds that a machine with other things to do answers in, too. */
const LATE = 1000;

const KEYS = { accessKeyId: "AKID", secretAccessKey: "hush" };

/** Calls of a server on loopback, each request of which is answered by the next of a row, or by the last. */
async function against(answering: number, ...answers: readonly ((response: ServerResponse) => void)[]) {
  let requests = 0;
  const server = createServer((_, response) => {
    const answer = answers[Math.min(requests, answers.length - 1)];
    requests += 1;
    answer?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = { ...KEYS, endpointUrl, region: "eu-central-1" };
  const calls = new Calls({
    settings: await clientSettings(connection, process.env, "bluegreen", { connecting: 5000, answering }),
    clock: { now: () => 0, wait: async () => undefined },
    signal: new AbortController().signal,
    remedies: { unknownKeys: "", noCredentials: "", noRegion: "" },
  });
  return {
    send: calls.of("codedeploy", CodeDeployClient),
    requests: () => requests,
    async close() {
      calls.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const silent = () => undefined;
const stuck = (response: ServerResponse) => void response.writeHead(200).write('{"deploymentI');
const well = (response: ServerResponse) => void response.end(JSON.stringify({ deploymentId: "d-1" }));

const read = new GetDeploymentCommand({ deploymentId: "d-1" });
const change = new CreateDeploymentCommand({ applicationName: "shop" });

let account: Awaited<ReturnType<typeof against>>;

describe("AWS that takes a request and says nothing", () => {
  afterEach(() => account.close());

  test.each([
    ["says nothing", silent],
    ["stops in the midst of its answer", stuck],
  ])("is asked twice what changes nothing, where it %s", async (_, answer) => {
    account = await against(SOON, answer);
    await expect(account.send(read)).rejects.toMatchObject({
      refusal: "unreachable",
      action: "codedeploy:GetDeployment",
      message:
        "AWS does not answer codedeploy:GetDeployment: nothing within 0.05 s, 2 times. Is the region right, the network open, and AWS well?",
    });
  });

  test("ends nothing if it answers at the second time", async () => {
    account = await against(LATE, silent, well);
    expect(await account.send(read)).toBeDefined();
  });

  test("is asked once where AWS_MAX_ATTEMPTS says so, and that is told in seconds, too", async () => {
    const outer = process.env.AWS_MAX_ATTEMPTS;
    process.env.AWS_MAX_ATTEMPTS = "1";
    account = await against(SOON, silent);
    await expect(account.send(read)).rejects.toThrow(
      "AWS cannot be reached for codedeploy:GetDeployment: nothing within 0.05 s. Is the region right",
    );
    if (outer === undefined) delete process.env.AWS_MAX_ATTEMPTS;
    else process.env.AWS_MAX_ATTEMPTS = outer;
  });

  test("is asked once for what changes something, which it may have done", async () => {
    account = await against(SOON, silent, well);
    await expect(account.send(change)).rejects.toMatchObject({
      refusal: "unreachable",
      message: expect.stringContaining(
        "AWS does not answer codedeploy:CreateDeployment: nothing within 0.05 s, so it is not known whether it was done.",
      ),
    });
    // None, where the time was over before it came here.
    expect(account.requests()).toBeLessThan(2);
  });

  test("is asked twice again by the next call", async () => {
    account = await against(SOON, silent);
    await expect(account.send(read)).rejects.toThrow(", 2 times.");
    await expect(account.send(read)).rejects.toThrow(", 2 times.");
  });
});

test("a connection that is not made is told in seconds", () => {
  // As the SDK says it: on loopback every connection is made, or refused.
  const error = Object.assign(
    new Error(
      "@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout of 5000 ms.",
    ),
    { name: "TimeoutError" },
  );
  const remedies = { unknownKeys: "", noCredentials: "", noRegion: "" };
  expect(explain(error, "ecs:DescribeServices", remedies)).toMatchObject({
    refusal: "unreachable",
    message: expect.stringMatching(
      /^AWS cannot be reached for ecs:DescribeServices: no connection within 5 s, after every repetition\./,
    ),
  });
});

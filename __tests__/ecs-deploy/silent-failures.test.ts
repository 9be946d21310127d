import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mockClient } from "aws-sdk-client-mock";
import { clientSettings } from "../../aws/connection";
import { REGISTRABLE_KEYS } from "../../ecs-deploy/task-definition";
import { Account, ecsDeploy, type Input, TO_SERVICE, web } from "./account";

// What the script did wrong, and was silent about. docs/ecs-deploy.md numbers them.

const account = new Account(mockClient);
const folder = mkdtempSync(join(tmpdir(), "ecs-deploy-"));

beforeEach(() => account.reset());
afterAll(() => rmSync(folder, { recursive: true }));

const imageNow = () => account.revisions.at(-1)?.containerDefinitions?.[0]?.image;

/** A task definition with a value at every key that RegisterTaskDefinition accepts. */
const WHOLE: Input = {
  ...web(),
  taskRoleArn: "arn:aws:iam::111122223333:role/task",
  executionRoleArn: "arn:aws:iam::111122223333:role/execution",
  networkMode: "host",
  volumes: [{ name: "data", host: { sourcePath: "/data" } }],
  placementConstraints: [{ type: "memberOf", expression: "attribute:ecs.os-type == linux" }],
  requiresCompatibilities: ["EC2"],
  cpu: "256",
  memory: "512",
  tags: [{ key: "team", value: "shop" }],
  pidMode: "host",
  ipcMode: "task",
  proxyConfiguration: { containerName: "envoy" },
  inferenceAccelerators: [{ deviceName: "device", deviceType: "eia2.medium" }],
  ephemeralStorage: { sizeInGiB: 30 },
  runtimePlatform: { cpuArchitecture: "ARM64" },
  enableFaultInjection: true,
};

describe("what the script was silent about", () => {
  test("1. a digest takes the place of a digest", async () => {
    account.revisions[0] = web(`example.com/shop@sha256:${"a".repeat(64)}`);
    await ecsDeploy(["-d", "web", "-i", `example.com/shop@sha256:${"b".repeat(64)}`]);
    expect(imageNow()).toBe(`example.com/shop@sha256:${"b".repeat(64)}`);
  });

  test.each([
    ["last", { name: "web", memory: 128, image: "example.com/shop:1" }],
    ["only", { image: "example.com/shop:1", name: "web" }],
  ])("2. an image is replaced where it is the %s key of its container", async (_, container) => {
    account.revisions[0] = web("", { containerDefinitions: [container] });
    await ecsDeploy(["-d", "web", "-i", "example.com/shop:2"]);
    expect(imageNow()).toBe("example.com/shop:2");
  });

  test("3. everything that can be registered is carried over, tags included", async () => {
    expect(Object.keys(WHOLE).sort()).toEqual([...REGISTRABLE_KEYS].sort());
    account.revisions[0] = WHOLE;
    await ecsDeploy(["-d", "web", "-i", "example.com/shop:2"]);
    expect(account.revisions[1]).toEqual({ ...WHOLE, ...web("example.com/shop:2") });
  });

  test.each([
    ["as it is", (definition: object) => definition],
    ["within taskDefinition", (definition: object) => ({ taskDefinition: definition })],
    [
      "with null where the CLI wrote it",
      (definition: object) => ({ ...definition, placementConstraints: null }),
    ],
  ])("4. a file can hold a task definition %s", async (_, wrap) => {
    const file = join(folder, "taskdef.json");
    writeFileSync(file, JSON.stringify(wrap(web("example.com/shop:1", { cpu: "256" }))));
    await ecsDeploy(["-d", "web", "-i", "example.com/shop:2", "--task-definition-file", file]);
    expect(account.revisions[1]).toEqual(web("example.com/shop:2", { cpu: "256" }));
  });

  test("5. keys that are given reach AWS", async () => {
    const env = { AWS_ACCESS_KEY_ID: "OTHER", AWS_SECRET_ACCESS_KEY: "other", AWS_SESSION_TOKEN: "token" };
    const settings = await clientSettings(
      { accessKeyId: "AKID", secretAccessKey: "hush" },
      env,
      "ecs-deploy",
    );
    expect(await settings.credentials?.()).toEqual({ accessKeyId: "AKID", secretAccessKey: "hush" });
  });

  test("6. one new task that runs is no success: the deployment must be completed, and the old tasks gone", async () => {
    account.looks = [
      { running: 1, old: 2, rolloutState: "IN_PROGRESS" },
      { running: 2, old: 1, rolloutState: "IN_PROGRESS" },
      { running: 2, old: 0, rolloutState: "IN_PROGRESS" },
      { running: 2 },
    ];
    expect((await ecsDeploy(TO_SERVICE)).exitCode).toBe(0);
    // Before it is told, when the first runs, and until the last look.
    expect(account.inputs("ecs", "DescribeServices")).toHaveLength(5);
  });
});

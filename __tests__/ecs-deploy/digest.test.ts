import { BatchGetImageCommand } from "@aws-sdk/client-ecr";
import { DescribeTasksCommand, ListTasksCommand } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { Account, ARN, eventsOf, web } from "./account";

const account = new Account(mockClient);
const REPOSITORY = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/shop";
const [INDEX, AMD, OTHER] = ["a", "b", "c"].map((digit) => `sha256:${digit.repeat(64)}`);
const TO = ["-c", "prod", "-n", "shop", "-i", `${REPOSITORY}:2`];

/** Tasks that report what they run. */
function running(...digests: (string | undefined)[]): void {
  account.ecs.on(ListTasksCommand).resolves({ taskArns: digests.map((_, index) => `task/${index}`) });
  account.ecs.on(DescribeTasksCommand).resolves({
    tasks: digests.map((imageDigest, index) => ({
      taskArn: `task/${index}`,
      taskDefinitionArn: `${ARN}web:2`,
      lastStatus: "RUNNING",
      containers: [{ name: "web", imageDigest }],
    })),
  });
}

beforeEach(() => {
  account.reset();
  account.revisions[0] = web(`${REPOSITORY}:1`);
  account.ecr.on(BatchGetImageCommand).resolves({
    images: [
      { imageId: { imageDigest: INDEX }, imageManifest: JSON.stringify({ manifests: [{ digest: AMD }] }) },
    ],
  });
});

describe("pinning by digest", () => {
  test.each([
    ["the digest itself", INDEX],
    ["the one of their platform", AMD],
  ])("can release the digest that ECR has for a tag, where tasks report %s", async (_, reported) => {
    running(reported, reported);
    const { exitCode, events } = await eventsOf([...TO, "--digest"]);
    expect(exitCode).toBe(0);
    expect(account.inputs("ecr", "BatchGetImage")).toEqual([
      { registryId: "111122223333", repositoryName: "team/shop", imageIds: [{ imageTag: "2" }] },
    ]);
    expect(account.revisions[1]?.containerDefinitions?.[0]?.image).toBe(`${REPOSITORY}@${INDEX}`);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "digest", container: "web", digest: INDEX, tasks: 2 }),
    );
  });

  test.each([
    ["another image", [INDEX, OTHER], `runs ${OTHER}, not ${INDEX}`],
    ["an image that nobody knows", [undefined], "runs an image without a digest"],
    ["nothing", [], "no task runs whose digest could be compared"],
  ])("fails where a task runs %s, and is rolled back if that is asked for", async (_, digests, message) => {
    running(...digests);
    const { exitCode, failed } = await eventsOf([...TO, "--digest", "--enable-rollback"]);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: expect.stringContaining(message) });
    expect(account.inputs("ecs", "UpdateService").at(-1)).toMatchObject({ taskDefinition: `${ARN}web:1` });
  });

  test("does not ask tasks that do not run yet", async () => {
    running(INDEX, undefined);
    const started = { taskDefinitionArn: `${ARN}web:2`, containers: [{ name: "web" }] };
    account.ecs.on(DescribeTasksCommand).resolves({
      tasks: [
        { ...started, lastStatus: "PENDING" },
        { ...started, lastStatus: "RUNNING", containers: [{ name: "web", imageDigest: INDEX }] },
      ],
    });
    expect((await eventsOf([...TO, "--digest"])).exitCode).toBe(0);
  });

  test("can take a digest that is given, for a registry that is not asked", async () => {
    account.revisions[0] = web();
    running(OTHER);
    const args = ["-c", "prod", "-n", "shop", "-i", "example.com/shop:2", "--digest", OTHER ?? ""];
    expect((await eventsOf(args)).exitCode).toBe(0);
    expect(account.revisions[1]?.containerDefinitions?.[0]?.image).toBe(`example.com/shop@${OTHER}`);
  });

  test("fails where nobody can tell the digest", async () => {
    const { exitCode, failed } = await eventsOf(["-d", "web", "-i", "example.com/shop:2", "--digest"]);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: expect.stringContaining("only ECR is asked for one") });
    expect(account.changes).toEqual([]);
  });
});

describe("an image that is not in ECR", () => {
  test.each([
    [
      "there is no such tag",
      () =>
        account.ecr
          .on(BatchGetImageCommand)
          .resolves({ images: [], failures: [{ failureReason: "Requested image not found" }] }),
      "Requested image not found",
    ],
    [
      "there is no such repository",
      () =>
        account.ecr
          .on(BatchGetImageCommand)
          .rejects(Object.assign(new Error("gone"), { name: "RepositoryNotFoundException" })),
      "there is no such repository",
    ],
  ])("is a failure before anything is changed: %s", async (_, arrange, message) => {
    arrange();
    const { exitCode, failed } = await eventsOf([...TO, "--check-image"]);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({
      message: `the image ${REPOSITORY}:2 is not in ECR (${message}): push it first, or look at its name and its tag`,
      state: "nothing was changed",
    });
  });

  test("is not looked for unless that is asked for", async () => {
    await eventsOf(TO);
    expect(account.inputs("ecr", "BatchGetImage")).toEqual([]);
  });
});

import * as ecs from "@aws-sdk/client-ecs";
import * as tagging from "@aws-sdk/client-resource-groups-tagging-api";
import * as ssm from "@aws-sdk/client-ssm";
import { arn, IMAGE, REPOSITORY, shop, task } from "../../operate/shop";
import { bluegreen } from "./run";

beforeEach(() => shop.reset());

const diff = (...args: string[]) =>
  bluegreen(["diff", "ecs-blue-green", "--name", "shop", "--region", "eu-central-1", ...args]);

describe("bluegreen diff", () => {
  test("ends with 0 where the next release would change nothing", async () => {
    expect(await diff()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^live: .*shop:7, of 2026-01-01T.*\nnext: \/shop\/task-definition, of .*\nnothing differs\n$/,
      ),
    });
  });

  test("ends with 3 and says place by place what changes, and of variables only that they do", async () => {
    const [app] = task("<IMAGE1_NAME>").containerDefinitions ?? [];
    const environment = [{ name: "GREETING", value: "s3cret" }];
    const next = task("<IMAGE1_NAME>", {
      cpu: "1024",
      containerDefinitions: [{ ...app, environment, stopTimeout: 30 }],
    });
    shop.answer(ssm.GetParameterCommand, { Parameter: { Value: JSON.stringify(next) } });
    const { exitCode, stdout } = await diff();
    expect(exitCode).toBe(3);
    expect(stdout.split("\n").slice(2)).toEqual([
      "- containers.app.environment.GREETING: (not shown)",
      "+ containers.app.environment.GREETING: (not shown)",
      "+ containers.app.stopTimeout: 30",
      "- cpu: 512",
      "+ cpu: 1024",
      "",
    ]);
    expect((await diff("--json")).stdout).not.toMatch(/s3cret|hello/);
  });

  test("can write JSON of a stable shape", async () => {
    const { exitCode, stdout } = await diff("--image", `${REPOSITORY}:2`, "--json");
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      live: { arn: expect.stringMatching(/shop:7$/), registeredAt: Date.parse("2026-01-01") },
      next: { source: "/shop/task-definition", changedAt: Date.parse("2025-12-31") },
      changes: [{ path: "containers.app.image", from: IMAGE, to: `${REPOSITORY}:2` }],
    });
  });

  test("names the permission that is missing, and ends with 1", async () => {
    shop.refuse(
      ecs.DescribeTaskDefinitionCommand,
      "AccessDeniedException",
      "User: u is not authorized to perform: ecs:DescribeTaskDefinition",
    );
    expect(await diff()).toMatchObject({
      exitCode: 1,
      stdout: "",
      error: expect.stringMatching(/^the permission ecs:DescribeTaskDefinition is missing/),
    });
  });

  test("says that a system of instances has no task definition", async () => {
    shop.answer(tagging.GetResourcesCommand, {
      ResourceTagMappingList: [{ ResourceARN: arn("codedeploy", "deploymentgroup:shop/shop") }],
    });
    expect(await diff()).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining("is released to instances"),
    });
  });
});

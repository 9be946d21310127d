import { join } from "node:path";
import { checkRow } from "../../../scripts/check-terraform/check-row";
import type { Provider } from "../../../scripts/check-terraform/provider";
import { fakeTerraform, removeFolders, temporaryFolder } from "./fake-terraform";

afterAll(removeFolders);

async function provider(commands: Readonly<Record<string, string>>): Promise<Provider> {
  return { version: "5.100.0", from: "a mirror", terraform: await fakeTerraform(commands) };
}

const folder = () => join(temporaryFolder(), "row");

describe("checkRow", () => {
  test("does not check what the provider is too old for, and says why", async () => {
    const result = await checkRow(
      { name: "native", config: { engine: "native" } },
      await provider({}),
      folder(),
      {},
    );

    expect(result).toEqual({
      row: "native",
      outcome: "not checked",
      reason: "needs AWS provider >= 6.25.0, only 5.100.0 can be had",
    });
  });

  test("fails with what is wrong in a configuration", async () => {
    const row = { name: "wrong", config: { network: { zones: 9 } } };

    const result = await checkRow(row, await provider({}), folder(), {});

    expect(result).toMatchObject({ outcome: "failed", problem: expect.stringContaining("zones") });
  });

  test("fails with what Terraform says of a stack", async () => {
    const terraform = await provider({ validate: "echo 'Missing required argument' >&2; exit 1" });

    const result = await checkRow({ name: "default", config: {} }, terraform, folder(), {});

    expect(result).toMatchObject({
      row: "default",
      outcome: "failed",
      problem: expect.stringMatching(
        /validate failed in .*\/stacks\/ecs-blue-green\nMissing required argument/,
      ),
    });
  });

  test("fails when a stack that is expected is not made", async () => {
    const row = { name: "default", config: {}, backends: { "state-backend": { local: {} } } };

    const result = await checkRow(row, await provider({}), folder(), {});

    expect(result).toMatchObject({
      outcome: "failed",
      problem: "the configuration makes no stack state-backend",
    });
  });

  test("fails when the state is kept somewhere else", async () => {
    const row = { name: "default", config: {}, backends: { "ecs-blue-green": { local: { path: "here" } } } };

    const result = await checkRow(row, await provider({}), folder(), {});

    expect(result).toMatchObject({
      outcome: "failed",
      problem:
        'the state is kept by {"local":{"path":"../../../terraform.shop.ecs-blue-green.tfstate"}}, expected {"local":{"path":"here"}}',
    });
  });
});

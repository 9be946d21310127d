import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkKept } from "../../../scripts/check-terraform/kept";
import type { TerraformJson } from "../../../scripts/check-terraform/terraform-json";
import { fakeTerraform, removeFolders, temporaryFolder } from "./fake-terraform";
import { STACK } from "./stack";

afterAll(removeFolders);

const keep = { lifecycle: { prevent_destroy: true } };
const KEPT: TerraformJson = { ...STACK, resource: { aws_eip: { one: keep, two: keep, three: {} } } };

/** Checks a stack with a Terraform that stops at some addresses. */
async function check(json: TerraformJson, ...addresses: readonly string[]) {
  const folder = temporaryFolder();
  const errors = addresses.map((address) => ({
    type: "diagnostic",
    diagnostic: {
      severity: "error",
      summary: "Instance cannot be destroyed",
      detail: `Resource ${address} has lifecycle.prevent_destroy set, but the plan destroys it.`,
    },
  }));
  const says = errors.map((error) => `echo '${JSON.stringify(error)}'`).join("; ");
  const terraform = await fakeTerraform({ test: `touch tested; ${says || "true"}; exit 1` });
  return { folder, assertions: await checkKept(terraform, folder, json) };
}

describe("checkKept", () => {
  test("sees a destroy stop at each, and then lets all go", async () => {
    const { folder, assertions } = await check(KEPT, "aws_eip.one", "aws_eip.two");

    expect(assertions).toBe(2);
    expect(JSON.parse(readFileSync(join(folder, "kept_override.tf.json"), "utf8"))).toEqual({
      resource: {
        aws_eip: {
          one: { lifecycle: { prevent_destroy: false } },
          two: { lifecycle: { prevent_destroy: false } },
        },
      },
    });
  });

  test("fails when a destroy takes one along", async () => {
    await expect(check(KEPT, "aws_eip.one")).rejects.toThrow("a destroy would take along: aws_eip.two\n");
  });

  test("does nothing where nothing is kept", async () => {
    const { folder, assertions } = await check(STACK);

    expect(assertions).toBe(0);
    expect(existsSync(join(folder, "tested"))).toBe(false);
  });
});

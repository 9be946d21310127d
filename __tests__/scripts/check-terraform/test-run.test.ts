import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTest } from "../../../scripts/check-terraform/test-run";
import { fakeTerraform, removeFolders, temporaryFolder } from "./fake-terraform";

afterAll(removeFolders);

const complete = (run: string, status: string) => ({
  type: "test_run",
  test_run: { run, progress: "complete", status },
});
const TEST = { run: { plan: {}, apply: {} } };

/** Runs a test on a Terraform that says these things. */
async function runSaying(events: readonly object[], { code = 0, otherwise = "" } = {}) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "said"), events.map((event) => JSON.stringify(event)).join("\n"));
  return runTest(
    await fakeTerraform({ test: `cat said; echo '${otherwise}' >&2; exit ${code}` }),
    folder,
    TEST,
  );
}

describe("runTest", () => {
  test("gives the changes of each planned run", async () => {
    const change = {
      address: "aws_vpc.a",
      type: "aws_vpc",
      change: { actions: ["create"], before: null, after: {} },
    };

    const plans = await runSaying([
      complete("plan", "pass"),
      { "@testrun": "plan", type: "test_plan", test_plan: { resource_changes: [change] } },
      complete("apply", "pass"),
    ]);

    expect(plans).toEqual({ plan: [change] });
  });

  test("fails with every assertion that does not hold", async () => {
    const diagnostic = (detail: string) => ({
      severity: "error",
      summary: "Test assertion failed",
      detail,
      snippet: { code: '  "condition": "${a == b}",', values: [{ traversal: "a", statement: "is 80" }] },
    });

    const running = runSaying(
      [
        complete("plan", "pass"),
        complete("apply", "fail"),
        { diagnostic: diagnostic("first") },
        { diagnostic: diagnostic("second") },
      ],
      { code: 1 },
    );

    await expect(running).rejects.toThrow(
      /terraform test failed in .*\n\nTest assertion failed: first\n {2}"condition": "\$\{a == b\}",\n {4}a is 80\n\nTest assertion failed: second\n/,
    );
  });

  test("fails when a run did not come about, whatever the exit code says", async () => {
    await expect(runSaying([complete("plan", "pass"), complete("apply", "skip")])).rejects.toThrow(
      "terraform test failed",
    );
    await expect(runSaying([])).rejects.toThrow("terraform test failed");
  });

  test("shows what was said where Terraform does not get as far as a test", async () => {
    await expect(runSaying([], { code: 2, otherwise: "panic" })).rejects.toThrow("panic");
  });

  test("passes over warnings", async () => {
    const warning = { diagnostic: { severity: "warning", summary: "old", detail: "older" } };

    await expect(runSaying([warning, complete("plan", "pass"), complete("apply", "pass")])).resolves.toEqual(
      {},
    );
  });
});

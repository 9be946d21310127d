import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkNextPlan } from "../../../scripts/check-terraform/next-plan";
import { movesOf } from "../../../scripts/check-terraform/released";
import type { Change } from "../../../scripts/check-terraform/test-run";
import { fakeTerraform, removeFolders, temporaryFolder } from "./fake-terraform";
import { STACK } from "./stack";

afterAll(removeFolders);

const complete = (run: string) => ({
  type: "test_run",
  test_run: { run, progress: "complete", status: "pass" },
});

/** A plan that changes these attributes, given as addresses with the attribute behind. */
function plan(attributes: readonly string[]): object[] {
  const addresses = new Set(attributes.map((each) => each.replace(/\.\w+$/, "")));
  const changes = [...addresses].map((address): Change => {
    const changed = attributes
      .filter((each) => each.startsWith(`${address}.`))
      .map((each) => each.split(".")[2]);
    const all = (value: string) => Object.fromEntries(changed.map((attribute) => [attribute, value]));
    return {
      address,
      type: address.split(".")[0] ?? "",
      change: {
        actions: ["update"],
        before: { name: "app", ...all("released") },
        after: { name: "app", ...all("declared") },
      },
    };
  });
  return [
    complete("released"),
    complete("next_plan"),
    { "@testrun": "next_plan", type: "test_plan", test_plan: { resource_changes: changes } },
  ];
}

const MOVED = movesOf(STACK).map(({ resource, attribute }) => `${resource.address}.${attribute}`);

/** Checks a stack for which Terraform plans these changes, with `ignore_changes` and without. */
async function check({ guarded, unguarded }: { guarded: readonly string[]; unguarded: readonly string[] }) {
  const folder = join(temporaryFolder(), "stack");
  const terraform = await fakeTerraform({
    test: "if grep -q ignore_changes released_override.tf.json; then cat unguarded; else cat guarded; fi",
  });
  mkdirSync(folder);
  const write = (name: string, attributes: readonly string[]) =>
    writeFileSync(
      join(folder, name),
      plan(attributes)
        .map((event) => JSON.stringify(event))
        .join("\n"),
    );
  write("guarded", guarded);
  write("unguarded", unguarded);
  return checkNextPlan(terraform, folder, STACK);
}

describe("checkNextPlan", () => {
  test("passes where the plan is empty, and would not be without ignore_changes", async () => {
    await expect(check({ guarded: [], unguarded: MOVED })).resolves.toBe(1 + MOVED.length);
  });

  test("fails with what the plan would undo", async () => {
    const guarded = ["aws_ecs_service.app.desired_count", "aws_ecs_service.app.load_balancer"];

    await expect(check({ guarded, unguarded: MOVED })).rejects.toThrow(
      "the plan after a release is not empty:\n  aws_ecs_service.app: update (desired_count, load_balancer)",
    );
  });

  test("fails when it would prove nothing", async () => {
    const unguarded = MOVED.filter((each) => !each.endsWith("default_action"));

    await expect(check({ guarded: [], unguarded })).rejects.toThrow(
      "without ignore_changes the plan after a release would leave alone: aws_lb_listener.production.default_action",
    );
  });
});

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkStack } from "../../../scripts/check-terraform/check-stack";
import type { Expectations } from "../../../scripts/check-terraform/row";
import { fakeTerraform, removeFolders, temporaryFolder } from "./fake-terraform";
import { STACK } from "./stack";

afterAll(removeFolders);

/** The plan makes two addresses, and knows of a load balancer that it leaves as it is. */
const EVENTS = [
  { type: "test_run", test_run: { run: "plan", progress: "complete", status: "pass" } },
  { type: "test_run", test_run: { run: "apply", progress: "complete", status: "pass" } },
  {
    "@testrun": "plan",
    type: "test_plan",
    test_plan: {
      resource_changes: [
        { type: "aws_eip", change: { actions: ["create"] } },
        { type: "aws_eip", change: { actions: ["create"] } },
        { type: "aws_lb", change: { actions: ["no-op"] } },
      ],
    },
  },
];

/** Checks the stack; gives the commands that were run, with what the endpoint is in each. */
async function check(expectations: Expectations, env: NodeJS.ProcessEnv = {}) {
  const root = temporaryFolder();
  const folder = join(root, "stack");
  const log = `echo "$1 $PWD $AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID" >> ${root}/log`;
  mkdirSync(folder);
  writeFileSync(join(folder, "said"), EVENTS.map((event) => JSON.stringify(event)).join("\n"));
  const terraform = await fakeTerraform({ init: log, validate: log, plan: log, test: `${log}; cat said` });
  const stack = { folder, json: STACK, expectations: [expectations], released: false };
  const assertions = await checkStack(terraform, stack, env);
  return { assertions, log: readFileSync(join(root, "log"), "utf8").replaceAll(root, "").trim().split("\n") };
}

describe("checkStack", () => {
  test("sets the back end up, then initialises, validates and tests the stack", async () => {
    const { log } = await check({});

    expect(log.map((line) => line.trim())).toEqual([
      "init /stack-backend",
      "init /stack",
      "validate /stack",
      "test /stack",
    ]);
  });

  test("counts what it asserts", async () => {
    const { assertions } = await check({
      counts: { aws_eip: 2, aws_lb: 0 },
      planned: { a: "b" },
      applied: { c: "d" },
    });

    expect(assertions).toBe(5);
  });

  test("fails when the plan makes another number of resources", async () => {
    await expect(check({ counts: { aws_eip: 3, aws_lb: 1, aws_vpc: 0 } })).rejects.toThrow(
      "the plan makes another number of resources\naws_eip: 2, expected 3\naws_lb: 0, expected 1",
    );
  });

  test("plans on an endpoint too where one is named, with credentials that anyone may know", async () => {
    const { log } = await check({}, { AWS_ENDPOINT_URL: "http://127.0.0.1:5000" });

    expect(log.slice(4)).toEqual([
      "init /stack-endpoint http://127.0.0.1:5000 test",
      "plan /stack-endpoint http://127.0.0.1:5000 test",
    ]);
  });

  test("plans on an endpoint with the user's own credentials where there are any", async () => {
    const { log } = await check({}, { AWS_ENDPOINT_URL: "http://127.0.0.1:5000", AWS_ACCESS_KEY_ID: "own" });

    expect(log.at(-1)).toBe("plan /stack-endpoint http://127.0.0.1:5000 own");
  });
});

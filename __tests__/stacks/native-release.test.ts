import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ecsBlueGreen } from "../helpers/systems";

const { buildspec } = ecsBlueGreen({ engine: "native" }).at(
  "aws_codebuild_project.pipeline_ecs_native_release",
).source;

const folder = mkdtempSync(join(tmpdir(), "release-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Answers are taken one by one, the last again and again; a call without one fails. */
const AWS = `#!/bin/bash
echo "$*" >> "$ANSWERS/calls"
file="$ANSWERS/$2"
[ -s "$file" ] || { echo "AccessDenied: $2" >&2; exit 254; }
head -n 1 "$file"
[ "$(wc -l < "$file")" -eq 1 ] || sed -i 1d "$file"
`;
const REVISION = "arn:aws:ecs:us-east-1:123456789012:task-definition/shop:7";
const DEPLOYMENT = "arn:aws:ecs:us-east-1:123456789012:service-deployment/shop/shop/abc";
const LAST = "arn:aws:ecs:us-east-1:123456789012:service-deployment/shop/shop/aaa";
const CAPACITY = '[{"capacityProvider":"FARGATE","weight":100,"base":1}]';
const NETWORK = '{"awsvpcConfiguration":{"subnets":["subnet-1"]}}';
const HEALTHY = {
  "register-task-definition": [REVISION],
  "list-service-deployments": [LAST, DEPLOYMENT],
  "update-service": ["ACTIVE"],
  "describe-service-deployments": ["SUCCESSFUL"],
};

function run(answers: Readonly<Record<string, readonly string[]>>) {
  const run = mkdtempSync(join(folder, "run-"));
  for (const [call, lines] of Object.entries(answers))
    writeFileSync(join(run, call), lines.map((line) => `${line}\n`).join(""));
  writeFileSync(join(run, "aws"), AWS, { mode: 0o755 });
  writeFileSync(join(run, "sleep"), "#!/bin/sh\n", { mode: 0o755 });
  const { env, phases } = JSON.parse(buildspec);
  const { status, stdout } = spawnSync(env.shell, ["-c", phases.build.commands.join("\n")], {
    encoding: "utf8",
    timeout: 10_000,
    env: {
      PATH: `${run}:${process.env.PATH}`,
      ANSWERS: run,
      CLUSTER: "shop-cluster",
      SERVICE: "shop-service",
      CAPACITY_PROVIDER_STRATEGY: CAPACITY,
      NETWORK_CONFIGURATION: NETWORK,
    },
  });
  return {
    status,
    said: stdout.trimEnd().split("\n"),
    calls: readFileSync(join(run, "calls"), "utf8").trimEnd().split("\n"),
  };
}

describe("a release by the native engine, with an AWS that answers as told,", () => {
  test("registers the revision, starts its deployment, and ends well when that does", () => {
    const { status, said, calls } = run(HEALTHY);
    expect(status).toBe(0);
    expect(said).toEqual([`Registered ${REVISION}`, "ACTIVE", `Following ${DEPLOYMENT}`, "SUCCESSFUL"]);
    expect(calls[0]).toContain("--cli-input-json file://taskdef.json");
    expect(calls[1]).toContain("list-service-deployments --cluster shop-cluster --service shop-service ");
    expect(calls[2]).toContain(`--cluster shop-cluster --service shop-service --task-definition ${REVISION}`);
    expect(calls[3]).toBe(calls[1]);
    expect(calls[4]).toContain(`--service-deployment-arns ${DEPLOYMENT}`);
  });

  test("brings where tasks run, and replaces them even if nothing else has changed", () => {
    const update = run(HEALTHY).calls[2];
    expect(update).toContain(`--capacity-provider-strategy ${CAPACITY} `);
    expect(update).toContain(`--network-configuration ${NETWORK} `);
    expect(update).toContain("--force-new-deployment ");
  });

  test("can be the first that the service sees", () => {
    const { status, said } = run({ ...HEALTHY, "list-service-deployments": ["None", DEPLOYMENT] });
    expect(status).toBe(0);
    expect(said).toContain(`Following ${DEPLOYMENT}`);
  });

  test("waits until the deployment is there, and until it has ended", () => {
    const { status, said, calls } = run({
      ...HEALTHY,
      "list-service-deployments": [LAST, LAST, LAST, DEPLOYMENT],
      "describe-service-deployments": ["PENDING", "IN_PROGRESS", "SUCCESSFUL"],
    });
    expect(status).toBe(0);
    expect(said.slice(-3)).toEqual(["PENDING", "IN_PROGRESS", "SUCCESSFUL"]);
    expect(calls).toHaveLength(1 + 1 + 1 + 3 + 3);
  });

  test.each(["STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"])(
    "fails when the deployment ends as %s",
    (end) => {
      const { status, said } = run({
        ...HEALTHY,
        "describe-service-deployments": ["ROLLBACK_IN_PROGRESS", end],
      });
      expect(status).toBe(1);
      expect(said.at(-1)).toBe(end);
    },
  );

  test.each([
    ["register-task-definition", 1],
    ["list-service-deployments", 2],
    ["update-service", 3],
    ["describe-service-deployments", 5],
  ])("fails, and does nothing more, when %s does", (call, made) => {
    const { status, calls } = run({ ...HEALTHY, [call]: [] });
    expect(status).toBe(254);
    expect(calls.at(-1)).toContain(call);
    expect(calls).toHaveLength(made);
  });
});

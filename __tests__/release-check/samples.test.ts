import { resolve } from "node:path";
import type { SystemId } from "../../config/schema/systems";
import { stackFacts } from "../../release-check";
import type { Settings } from "../helpers/synth";
import { systemOf } from "../helpers/systems";
import { checkSample } from "./sample";

const cases: readonly (readonly [id: SystemId, settings: Settings])[] = [
  ["ec2-efs-blue-green", {}],
  ["golden-ami-blue-green", {}],
  ["ec2-rolling", {}],
  ["ec2-rolling", { rolling: { trafficControl: "codedeploy" } }],
  ["ec2-rolling", { rolling: { drainSeconds: 500, hookTimeoutSeconds: 600 } }],
];

const TASKS: readonly Settings[] = [
  {},
  { ecsRolling: { hostPort: 8080, ci: { provider: "github", repository: "acme/shop" } } },
  { ecsRolling: { capacity: "fargate" }, app: { healthCheck: { path: "/" } } },
];

test.each(TASKS)("the sample of ecs-rolling agrees with its stack, with %j", (settings) => {
  const stack = stackFacts("ecs-rolling", JSON.parse(systemOf("ecs-rolling", settings).text));
  expect(stack).toMatchObject({
    releaseScript: "release.sh",
    container: { name: "app", port: 8080 },
    taskDefinitionTemplate: { containerDefinitions: [{ name: "app" }] },
  });
  expect(checkSample(stack, {}, resolve(__dirname, "../../app-sample/ecs-rolling"))).toEqual([]);
});

test.each(cases)("the sample of %s agrees with its stack, with %j", (id, settings) => {
  const stack = stackFacts(id, JSON.parse(systemOf(id, settings).text));
  expect(stack.instances).toBeDefined();
  expect(checkSample(stack, {}, resolve(__dirname, "../../app-sample", id))).toEqual([]);
});

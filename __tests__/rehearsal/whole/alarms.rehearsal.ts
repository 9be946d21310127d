import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Testing } from "cdktf";
import { RulePack } from "../../../modules/policy";
import type { System } from "../../../rehearsal/stack";
import { addStacks } from "../../../stacks/synthesise";
import { config, swiftly } from "../../helpers/synth";
import { Stage } from "./stage";

const ERRORS = "errors=30@after=10";

let stage: Stage;

beforeAll(async () => {
  stage = new Stage({});
  await stage.first();
});
afterAll(() => stage.close());

/** The alarms of the walkthrough: names where CloudWatch knows load balancer and target group by ARN suffixes. */
function byName(system: System): System {
  const names = new Map([
    [system.loadBalancer.arnSuffix, system.loadBalancer.name],
    ...system.targetGroups.map(({ arnSuffix, name }): [string, string] => [arnSuffix, name]),
  ]);
  const text = JSON.stringify(system.alarms, (_, value) => names.get(value) ?? value);
  return { ...system, alarms: JSON.parse(text) };
}

test("a release whose green fails is rolled back by alarms that know their target groups", async () => {
  const { release, view } = await stage.second({ fault: ERRORS });
  expect(release.rollback?.reason).toMatch(/ALARM_ACTIVE.*errors/);
  expect(view.alarms.filter(({ state }) => state === "ALARM")).toHaveLength(1);
});

test("the same release goes through where the alarms name what CloudWatch does not know", async () => {
  const { release, requests, view } = await stage.second({ fault: ERRORS, change: byName });
  expect(release.status).toBe("Succeeded");
  expect(requests.get(release.id)?.failed).toBeGreaterThan(0);
  expect(view.alarms.every(({ state }) => state === "OK")).toBe(true);
});

test("the rule pack refuses such a stack at synth", () => {
  const report = swiftly(() => {
    const [stack] = addStacks(Testing.app(), config());
    if (!stack) throw new Error("there is no stack");
    for (const construct of stack.node.findAll()) {
      if (!(construct instanceof CloudwatchMetricAlarm) || !construct.dimensions) continue;
      construct.dimensions = { LoadBalancer: "shop", TargetGroup: "shop-green" };
    }
    const pack = new RulePack();
    pack.visit(stack);
    return pack.report();
  });
  const errors = report.findings.filter(({ level }) => level === "error");
  expect(errors).not.toHaveLength(0);
  for (const { message } of errors) expect(message).toMatch(/arn_suffix/);
});

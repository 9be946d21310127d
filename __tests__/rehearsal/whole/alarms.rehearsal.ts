import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Testing } from "cdktf";
import type { Listener } from "../../../deployment-view/store";
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

/** Notes the alarms that fire. */
function note(fired: Set<string>): Listener {
  return (_, { alarms }) => {
    for (const { name, state } of alarms) if (state === "ALARM") fired.add(name);
  };
}

test("a release whose green fails is rolled back by alarms that know their target groups", async () => {
  const fired = new Set<string>();
  const { release } = await stage.second({
    fault: ERRORS,
    watch: (_, store) => store.subscribe(note(fired)),
  });
  expect(release.rollback?.reason).toMatch(/ALARM_ACTIVE.*errors/);
  // By the end it may be OK again: nobody is served by green any more.
  expect([...fired]).toEqual([expect.stringMatching(/errors/)]);
});

test("the same release goes through where the alarms name what CloudWatch does not know", async () => {
  const fired = new Set<string>();
  const { release, requests } = await stage.second({
    fault: ERRORS,
    change: byName,
    watch: (_, store) => store.subscribe(note(fired)),
  });
  expect(release.status).toBe("Succeeded");
  expect(requests.get(release.id)?.failed).toBeGreaterThan(0);
  expect([...fired]).toEqual([]);
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

import { deploymentEvent, EventBus, parameterEvent } from "../../../rehearsal/events";
import type { InvocationResult } from "../../../rehearsal/hooks/model";
import { startsPipelineBy } from "../../../rehearsal/pipeline/triggers";
import type { FunctionRuleModel } from "../../../rehearsal/stack/model";
import { VirtualClock } from "../virtual-clock";

const AT = Date.UTC(2030, 0, 1);
const RULE: FunctionRuleModel = {
  name: "shop-efs-on-deployment",
  function: "shop-efs-flip-color",
  pattern: JSON.stringify({
    source: ["aws.codedeploy"],
    "detail-type": ["CodeDeploy Deployment State-change Notification"],
    detail: {
      application: ["shop-efs"],
      deploymentGroup: ["shop-efs"],
      state: ["SUCCESS", "FAILURE", "STOP"],
    },
  }),
};
const ended = deploymentEvent({
  region: "eu-central-1",
  at: AT,
  application: "shop-efs",
  group: "shop-efs",
  deploymentId: "d-ABCDEF123",
  state: "SUCCESS",
});

function open(rules: readonly FunctionRuleModel[], results: readonly InvocationResult["ended"][] = []) {
  const clock = new VirtualClock(AT);
  const invoked: { readonly name: string; readonly event: unknown; readonly minute: number }[] = [];
  const bus = new EventBus({
    rules,
    clock,
    functions: {
      invoke: async (name, event) => {
        const result = results[invoked.length] ?? "returned";
        invoked.push({ name, event, minute: (clock.now() - AT) / 60_000 });
        return result === "returned" ? { ended: result, value: 1 } : { ended: result, error: result };
      },
    },
    say: () => undefined,
  });
  return { bus, clock, invoked };
}

test("a deployment's end is told in CodeDeploy's words", () => {
  expect(ended).toMatchObject({
    version: "0",
    source: "aws.codedeploy",
    account: "123456789012",
    time: "2030-01-01T00:00:00Z",
    region: "eu-central-1",
    resources: [
      "arn:aws:codedeploy:eu-central-1:123456789012:application:shop-efs",
      "arn:aws:codedeploy:eu-central-1:123456789012:deploymentgroup:shop-efs/shop-efs",
    ],
    detail: { deploymentId: "d-ABCDEF123", state: "SUCCESS", region: "eu-central-1" },
  });
});

test("an event is delivered to the function of a rule that is for it", async () => {
  const { bus, clock, invoked } = open([RULE]);
  bus.deliver(ended);
  await clock.play(bus.idle());
  expect(invoked).toEqual([{ name: RULE.function, event: ended, minute: 0 }]);
});

test.each([
  ["another group", { group: "other" }],
  ["another state", { state: "START" as const }],
])("an event of %s is delivered to nobody", async (_, change) => {
  const { bus, clock, invoked } = open([RULE]);
  bus.deliver(
    deploymentEvent({
      region: "eu-central-1",
      at: AT,
      application: "shop-efs",
      group: "shop-efs",
      deploymentId: "d-1",
      state: "SUCCESS",
      ...change,
    }),
  );
  await clock.play(bus.idle());
  expect(invoked).toEqual([]);
});

test("a function that fails is invoked twice more, a minute and two minutes later", async () => {
  const { bus, clock, invoked } = open([RULE], ["failed", "timed-out", "failed"]);
  bus.deliver(ended);
  await clock.play(bus.idle());
  expect(invoked.map(({ minute }) => minute)).toEqual([0, 1, 3]);
});

test("nothing is delivered again once it is closed", async () => {
  const { bus, clock, invoked } = open([RULE], ["failed"]);
  bus.deliver(ended);
  await clock.pass(1000);
  await clock.play(bus.close());
  expect(invoked).toHaveLength(1);
});

test("a parameter's change starts the pipeline whose rule watches it, and no other change does", () => {
  const pattern = {
    source: ["aws.ssm"],
    "detail-type": ["Parameter Store Change"],
    detail: { name: ["/shop-efs/instance"], operation: ["Update"] },
  };
  const starts = (name: string, operation: "Create" | "Update") =>
    startsPipelineBy(
      { eventPatterns: [JSON.stringify(pattern)] },
      parameterEvent(
        { name, operation, type: "String", dataType: "text", value: "A=1" },
        { region: "eu-central-1", at: AT },
      ),
    );
  expect(starts("/shop-efs/instance", "Update")).toBe(true);
  expect(starts("/shop-efs/instance", "Create")).toBe(false);
  expect(starts("/shop-efs/color", "Update")).toBe(false);
});

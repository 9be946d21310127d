import { EcsCapacityProvider } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import { EcsService, type EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { findingsOf } from "./helpers";

const service = (rule: string, config: Partial<EcsServiceConfig> = {}) =>
  findingsOf(rule, (stack) => {
    new EcsService(stack, "Service", { name: "shop", ...config });
  });

/** Services whose tasks something else replaces. */
const OTHERS: Readonly<Record<string, Partial<EcsServiceConfig>>> = {
  "by CodeDeploy": { deploymentController: { type: "CODE_DEPLOY" } },
  "by ECS, beside the old ones": { deploymentConfiguration: { strategy: "BLUE_GREEN" } },
};

describe("going back from a version that does not start (BG-SERVICE-001)", () => {
  const RULE = "BG-SERVICE-001";

  test("fails without a circuit breaker", () => {
    expect(service(RULE)).toEqual(["Service: has no deployment circuit breaker"]);
    expect(service(RULE, { deploymentCircuitBreaker: { enable: false, rollback: true } })).toHaveLength(1);
  });

  test("fails with one that only gives up", () => {
    expect(service(RULE, { deploymentCircuitBreaker: { enable: true, rollback: false } })).toEqual([
      "Service: has a deployment circuit breaker that does not roll back",
    ]);
  });

  test("can be left to ECS", () => {
    expect(service(RULE, { deploymentCircuitBreaker: { enable: true, rollback: true } })).toEqual([]);
  });

  test.each(Object.entries(OTHERS))("is no matter where tasks are replaced %s", (_, config) => {
    expect(service(RULE, config)).toEqual([]);
  });
});

describe("tasks in a release (BG-SERVICE-002)", () => {
  const RULE = "BG-SERVICE-002";

  test("are too few where more than half may end first", () => {
    expect(service(RULE, { deploymentMinimumHealthyPercent: 0 })).toEqual([
      "Service: deployment_minimum_healthy_percent is 0: ECS may end 100 percent of the tasks before a new one serves",
    ]);
    expect(service(RULE, { deploymentMinimumHealthyPercent: 49 })).toHaveLength(1);
  });

  test("suffice from half of them, and where nothing is said", () => {
    expect(service(RULE, { deploymentMinimumHealthyPercent: 50 })).toEqual([]);
    expect(service(RULE)).toEqual([]);
  });

  test.each(Object.entries(OTHERS))("are no matter where they are replaced %s", (_, config) => {
    expect(service(RULE, { ...config, deploymentMinimumHealthyPercent: 0 })).toEqual([]);
  });
});

test.each([
  ["ENABLED", []],
  [undefined, []],
  ["DISABLED", ["Provider: managed_draining is off: tasks end with the instance"]],
])("instances are emptied before they end (BG-SERVICE-003): %s", (managedDraining, expected) => {
  expect(
    findingsOf("BG-SERVICE-003", (stack) => {
      new EcsCapacityProvider(stack, "Provider", {
        name: "shop",
        autoScalingGroupProvider: { autoScalingGroupArn: "arn", managedDraining },
      });
    }),
  ).toEqual(expected);
});

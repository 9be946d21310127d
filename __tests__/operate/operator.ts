import { type Call, Calls } from "../../aws/calls";
import type { Operator } from "../../operate/operator";
import { TestClock } from "../ecs-deploy/account";

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:111122223333:${resource}`;

export const BLUE = arn("elasticloadbalancing", "targetgroup/shop-blue/fedcba9876543210");
export const GREEN = arn("elasticloadbalancing", "targetgroup/shop-green/0123456789abcdef");
export const SERVICE_ARN = arn("ecs", "service/shop/shop-service");
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** ARN of a task definition of the service. */
export const taskDefinition = (revision: number) => arn("ecs", `task-definition/shop:${revision}`);

/** A moment of the day that all of these tests are about. */
export const at = (time: string) => new Date(`2026-01-01T${time}Z`);

/** Minutes and seconds of it, in the model's time. */
export const ms = (time: string) => at(time).getTime();

/** A system of containers with everything that a system can have. */
export const CONTAINERS: Operator["system"] = {
  name: "shop",
  stack: "ecs-blue-green",
  region: "eu-central-1",
  accountId: "111122223333",
  pipeline: "shop",
  deploymentGroup: { application: "shop", group: "shop-group" },
  service: { cluster: "shop", service: "shop-service", arn: SERVICE_ARN },
  targetGroups: [
    { name: "shop-blue", arn: BLUE },
    { name: "shop-green", arn: GREEN },
  ],
  alarms: ["shop-blue-errors", "shop-green-errors"],
  imageRepository: "team/shop",
  parameters: [],
};

/** One of instances, which has no service. */
export const INSTANCES: Operator["system"] = {
  ...CONTAINERS,
  stack: "ec2-rolling",
  service: undefined,
  targetGroups: [{ name: "shop", arn: arn("elasticloadbalancing", "targetgroup/shop/fedcba9876543210") }],
  imageRepository: undefined,
};

/** An operator of a system, whose calls go to the mocks of the SDK's clients. */
export function operatorOf(system: Operator["system"] = CONTAINERS, onCall?: (call: Call) => void): Operator {
  const { signal } = new AbortController();
  const clock = new TestClock();
  const remedies = { unknownKeys: "--profile", noCredentials: "--profile", noRegion: "--region" };
  const calls = new Calls({ settings: { region: system.region }, clock, signal, remedies, onCall });
  return { calls, clock, signal, system };
}

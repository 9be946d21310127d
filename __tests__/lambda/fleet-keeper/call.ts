import { handler } from "../../../lambda/fleet-keeper";
import { type Fleet, REMOVAL_ONLY } from "../../../lambda/fleet-keeper/settings";
import type { Cloud } from "./cloud";

export const FLEET: Fleet = {
  name: "shop",
  application: "shop",
  deploymentGroup: "shop",
  launchTemplateId: "lt-1",
  subnetIds: ["subnet-1", "subnet-2"],
  targetGroupArns: ["arn:tg"],
  sizes: { min: 1, desired: 2, max: 4 },
  healthCheckGraceSeconds: 300,
  tags: { project: "shop" },
};

export const SCALED: Fleet = {
  ...FLEET,
  scaling: { highCpuPercent: 90, lowCpuPercent: 70, cooldownSeconds: 300 },
};

/** Tags of a group of the fleet. */
export const OURS = { Name: "shop", project: "shop", "bluegreen:fleet": "shop" };

const terraform = (action: string, former?: Fleet) => ({
  ...FLEET,
  tf: { action, prev_input: former ?? null },
});

const removalOnly = (action: string) => ({
  ...REMOVAL_ONLY,
  name: FLEET.name,
  tf: { action, prev_input: null },
});

export const EVENTS = {
  create: terraform("create"),
  update: terraform("update", FLEET),
  delete: terraform("delete", FLEET),
  removalCreate: removalOnly("create"),
  removalUpdate: removalOnly("update"),
  removalDelete: removalOnly("delete"),
  byHand: {},
  success: { detail: { deploymentId: "d-1", state: "SUCCESS" } },
  failure: { detail: { deploymentId: "d-1", state: "FAILURE" } },
} as const;

/** Calls the keeper as Lambda does, with its fifteen minutes. */
export function call(
  cloud: Cloud,
  event: unknown,
  fleet: Fleet | undefined = FLEET,
): ReturnType<typeof handler> {
  process.env.FLEET = JSON.stringify(fleet);
  process.env.AWS_LAMBDA_FUNCTION_NAME = "shop-fleet-keeper";
  const endsAt = cloud.now + 900_000;
  return handler(event, { getRemainingTimeInMillis: () => endsAt - cloud.now });
}

/** The same, by a process that ends at one of its calls. */
export async function callAndDie(cloud: Cloud, ...[event, fleet]: [unknown, Fleet?]): Promise<void> {
  await call(cloud, event, fleet).catch(() => {});
  cloud.death = undefined;
}

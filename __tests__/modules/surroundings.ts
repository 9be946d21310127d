import { Cluster } from "../../modules/ecs";
import { existingNetwork } from "../../modules/networking";
import { Account, type Job, Security } from "../../modules/security";
import type { SystemStack } from "../../stacks/system-stack";

export const NETWORK = existingNetwork({
  vpcId: "vpc-1",
  publicSubnetIds: ["subnet-1", "subnet-2"],
  privateSubnetIds: ["subnet-3", "subnet-4"],
  natAddresses: ["203.0.113.7/32"],
});

export const HEALTH_CHECK = {
  path: "/healthz",
  statusCodes: "200",
  intervalSeconds: 10,
  timeoutSeconds: 5,
  healthyThreshold: 2,
  unhealthyThreshold: 3,
};

const JOBS: readonly Job[] = [
  "taskExecution",
  "task",
  "build",
  "test",
  "deploy",
  "release",
  "infrastructure",
  "hook",
  "callHook",
  "pipeline",
  "sourceAction",
  "buildAction",
  "deployAction",
  "events",
  "seed",
  "fleetKeeper",
];

/** What a construct of the application or the pipeline finds when it is made. */
export function surroundings(stack: SystemStack) {
  const account = new Account(stack, "account", "us-east-1");
  const security = new Security(stack, "security", {
    name: "shop",
    account,
    jobs: JOBS,
    traffic: {
      network: NETWORK,
      productionPorts: [80],
      productionCidrs: ["0.0.0.0/0"],
      testPort: 8080,
      testCidrs: [],
      internal: false,
    },
  });
  return {
    name: "shop",
    account,
    network: NETWORK,
    security,
    cluster: new Cluster(stack, "ecs", { name: "shop" }),
  };
}

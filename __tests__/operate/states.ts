import type { AlarmState, DeploymentState, Execution, TargetHealth } from "../../operate/read/model";
import { COMMIT, ms, taskDefinition } from "./operator";

/** An execution that has ended well, an hour of the day ago. */
export function execution(more: Partial<Execution> = {}): Execution {
  return {
    id: "e-1",
    status: "Succeeded",
    commit: COMMIT,
    message: "Say hello\n\nAt length",
    trigger: "push",
    startedAt: ms("10:00:00"),
    endedAt: ms("10:20:00"),
    stages: [
      { name: "Source", status: "Succeeded", startedAt: ms("10:00:00"), endedAt: ms("10:01:00") },
      { name: "Deploy", status: "Succeeded", startedAt: ms("10:01:00"), endedAt: ms("10:20:00") },
    ],
    deployment: "d-1",
    ...more,
  };
}

/** A deployment of CodeDeploy that has ended well: all users are on green. */
export function deployment(more: Partial<DeploymentState> = {}): DeploymentState {
  const side = { desired: 2, running: 2, pending: 0 };
  return {
    engine: "codedeploy",
    id: "d-1",
    status: "Succeeded",
    createdAt: ms("10:01:00"),
    startedAt: ms("10:01:00"),
    endedAt: ms("10:19:00"),
    creator: "user",
    lifecycleEvents: [
      { name: "Install", status: "Succeeded" },
      { name: "AfterAllowTestTraffic", status: "Succeeded" },
      { name: "AllowTraffic", status: "Succeeded", endedAt: ms("10:14:00") },
      { name: "AfterAllowTraffic", status: "Succeeded" },
    ],
    sides: [
      {
        role: "original",
        id: "ecs-svc/1",
        targetGroup: "shop-blue",
        taskDefinition: taskDefinition(1),
        share: 0,
        ...side,
      },
      {
        role: "replacement",
        id: "ecs-svc/2",
        targetGroup: "shop-green",
        taskDefinition: taskDefinition(2),
        share: 100,
        ...side,
      },
    ],
    alarms: [],
    ...more,
  };
}

/** The same half way: some users are on green. */
export function shifting(share = 40): DeploymentState {
  const [original, replacement] = deployment().sides;
  return deployment({
    status: "InProgress",
    endedAt: undefined,
    lifecycleEvents: [
      { name: "Install", status: "Succeeded" },
      { name: "AllowTraffic", status: "InProgress" },
    ],
    sides: [
      ...(original ? [{ ...original, share: 100 - share }] : []),
      ...(replacement ? [{ ...replacement, share }] : []),
    ],
  });
}

export function alarm(more: Partial<AlarmState> = {}): AlarmState {
  return {
    name: "shop-green-errors",
    state: "OK",
    reason: "",
    since: ms("09:00:00"),
    actionsEnabled: true,
    ...more,
  };
}

export function health(targetGroup: string, more: Partial<TargetHealth> = {}): TargetHealth {
  return { targetGroup, healthy: 0, unhealthy: 0, initial: 0, draining: 0, ...more };
}

import type { DeploymentState, Execution } from "../../../operate/read/model";
import type { Engine, Release, Situation } from "../../../operate/steer/model";
import { COMMIT, CONTAINERS, INSTANCES, ms, taskDefinition } from "../operator";

export const ENGINES: readonly Engine[] = ["codedeploy", "native", "rolling", "instances"];

/** Id of the deployment with a number, as the one who makes it names it. */
export function idOf(engine: Engine, number: number): string {
  return engine === "codedeploy" || engine === "instances"
    ? `d-AAAAAAAA${number}`
    : `arn:aws:ecs:eu-central-1:111122223333:service-deployment/shop/shop-service/${number}`;
}

/** A release of the revision with the number of its deployment, which went well unless it is said. */
export function release(engine: Engine, number: number, more: Partial<Release> = {}): Release {
  const isInstances = engine === "instances";
  return {
    deployment: idOf(engine, number),
    result: "succeeded",
    revision: isInstances
      ? {
          name: `shop/Build/${number}`,
          location: { revisionType: "S3", s3Location: { bucket: "artifacts", key: `shop/Build/${number}` } },
        }
      : { name: `shop:${number}`, taskDefinition: taskDefinition(number) },
    createdAt: ms("12:00:00") + number * 1000,
    isRollback: false,
    isTakenBack: false,
    ...more,
  };
}

/** A deployment of revision 3 in the midst, with a share of users on its new side. */
export function deployment(
  engine: Engine,
  share: number,
  more: Partial<DeploymentState> = {},
): DeploymentState {
  const side = { targetGroup: "shop-blue", desired: 2, running: 2, pending: 0 };
  return {
    engine: engine === "instances" ? "codedeploy" : engine,
    id: idOf(engine, 3),
    status: "InProgress",
    createdAt: ms("12:00:03"),
    lifecycleEvents: [],
    sides: [
      { ...side, role: "original", id: "one", share: 100 - share, taskDefinition: taskDefinition(2) },
      { ...side, role: "replacement", id: "two", share, taskDefinition: taskDefinition(3) },
    ],
    alarms: [],
    ...more,
  };
}

export function execution(id: string, more: Partial<Execution> = {}): Execution {
  return {
    id,
    status: "InProgress",
    commit: COMMIT,
    message: "Change it",
    trigger: "push",
    startedAt: ms("12:00:00"),
    stages: [],
    ...more,
  };
}

/** Revision 2 is served, and 1 was before; nothing runs. */
export function idle(engine: Engine): Situation {
  return {
    system: {
      ...(engine === "instances" ? INSTANCES : CONTAINERS),
      ...(engine === "rolling" && { stack: "ecs-rolling", pipeline: undefined, deploymentGroup: undefined }),
      ...(engine === "native" && { deploymentGroup: undefined }),
    },
    engine,
    executions: [],
    door: engine === "rolling" ? undefined : { stage: "Deploy", isOpen: true },
    releases: [release(engine, 2), release(engine, 1)],
    notes: [],
    red: [],
    blind: [],
  };
}

type State = (engine: Engine) => Situation;

function running(engine: Engine, state: DeploymentState, more: Partial<Release> = {}): Situation {
  const before = idle(engine);
  return {
    ...before,
    running: state,
    last: state,
    releases: [release(engine, 3, { result: "running", ...more }), ...before.releases],
  };
}

const APPROVAL = { stage: "Approve", action: "Approve", token: "0a1b2c3d-0000-0000-0000-000000000000" };

/** Everything that a system can be found in. */
export const STATES = {
  idle,
  "never released": (engine) => ({ ...idle(engine), releases: [] }),
  "released once": (engine) => ({ ...idle(engine), releases: [release(engine, 1)] }),
  building: (engine) => ({ ...idle(engine), executions: [execution("one")] }),
  "waiting for an approval": (engine) => ({
    ...idle(engine),
    executions: [execution("one", { approval: APPROVAL })],
  }),
  "waiting before users are moved": (engine) =>
    running(engine, deployment(engine, 0, { status: "Ready", waiting: { for: "reroute" } })),
  "held by a hook": (engine) => ({
    ...running(engine, deployment(engine, 0, { waiting: { for: "reroute", hook: "ecs-pause-1" } })),
    question: { deployment: idOf(engine, 3), hook: "ecs-pause-1", stage: "POST_TEST_TRAFFIC_SHIFT" },
  }),
  "moving users": (engine) => running(engine, deployment(engine, 20)),
  "keeping what was": (engine) =>
    running(engine, deployment(engine, 100, { waiting: { for: "termination", minutes: 60 } })),
  "rolling back": (engine) =>
    running(engine, deployment(engine, 20, { rollback: { reason: "an alarm", status: "InProgress" } }), {
      isRollback: true,
      revision: release(engine, 2).revision,
    }),
  "failed and taken back": (engine) => ({
    ...idle(engine),
    releases: [release(engine, 3, { result: "failed", isTakenBack: true }), ...idle(engine).releases],
  }),
  "failed and left so": (engine) => ({
    ...idle(engine),
    releases: [release(engine, 3, { result: "failed" }), ...idle(engine).releases],
  }),
  "rolled back": (engine) => ({
    ...idle(engine),
    releases: [
      release(engine, 3, { isRollback: true, revision: release(engine, 1).revision }),
      ...idle(engine).releases,
    ],
  }),
  "a rollback that failed": (engine) => ({
    ...idle(engine),
    releases: [
      release(engine, 3, { result: "failed", isRollback: true, revision: release(engine, 1).revision }),
      ...idle(engine).releases,
    ],
  }),
  paused: (engine) => ({
    ...idle(engine),
    door: engine === "rolling" ? undefined : { stage: "Deploy", isOpen: false, reason: "red", by: "ana" },
  }),
} as const satisfies Readonly<Record<string, State>>;

export type StateName = keyof typeof STATES;

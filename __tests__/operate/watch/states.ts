import type { ReleaseEvent } from "../../../deployment-view/events";
import { initialView, reduce } from "../../../deployment-view/reduce";
import type { DeploymentView } from "../../../deployment-view/view";
import type { AlarmState, DeploymentState, Execution, Side } from "../../../operate/read/model";
import type { Look } from "../../../operate/watch/look";
import { newsOf } from "../../../operate/watch/news";

/** When every story begins. */
export const START = Date.UTC(2026, 0, 5, 9, 0, 0);

/** A moment of a story, in seconds after its beginning. */
export const at = (seconds: number): number => START + seconds * 1000;

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";
export const ALARM = "shop-green-errors";

const TASK_DEFINITION = "arn:aws:ecs:eu-central-1:111122223333:task-definition/shop:";

type Stages = Readonly<Record<string, Execution["stages"][number]["status"]>>;

/** An execution of the pipeline: of the stages those that are named have come to something. */
export function execution(stages: Stages, more: Partial<Execution> = {}): Execution {
  return {
    id: "one",
    status: "InProgress",
    commit: COMMIT,
    message: "Say hello",
    trigger: "push to main",
    startedAt: at(0),
    stages: ["Source", "Build", "Deploy"].map((name) => ({
      name,
      status: stages[name] ?? "Pending",
      ...(name === "Deploy" && stages.Deploy && { startedAt: at(30) }),
    })),
    ...more,
  };
}

export const EVENTS = {
  codedeploy: ["Install", "AfterAllowTestTraffic", "AllowTraffic"],
  native: ["SCALE_UP", "POST_TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME"],
  rolling: [],
} as const;

type Lifecycle = Readonly<Record<string, DeploymentState["lifecycleEvents"][number]["status"]>>;

/** A deployment: of the lifecycle events those that are named have come to something. */
export function deployment(events: Lifecycle, more: Partial<DeploymentState> = {}): DeploymentState {
  const { engine = "codedeploy" } = more;
  return {
    engine,
    id: "d-ONE",
    status: "InProgress",
    createdAt: at(30),
    lifecycleEvents: EVENTS[engine].map((name) => ({ name, status: events[name] ?? "Pending" })),
    sides: [side("original")],
    alarms: [],
    ...more,
  };
}

/** Two tasks of a side that run. */
export function side(role: Side["role"], more: Partial<Side> = {}): Side {
  const isOriginal = role === "original";
  return {
    role,
    id: `ecs-svc/${role}`,
    targetGroup: isOriginal ? "blue" : "green",
    taskDefinition: `${TASK_DEFINITION}${isOriginal ? 1 : 2}`,
    share: isOriginal ? 100 : 0,
    desired: 2,
    running: 2,
    pending: 0,
    ...more,
  };
}

/** Both sides, with a share of users on the replacement. */
export function shared(share: number): readonly Side[] {
  return [side("original", { share: 100 - share }), side("replacement", { share })];
}

/** The lifecycle events before users are moved have ended. */
export const HOOK_DONE = { Install: "Succeeded", AfterAllowTestTraffic: "Succeeded" } as const;

/** An execution whose deployment goes on. */
export function deploying() {
  return execution(
    { Source: "Succeeded", Build: "Succeeded", Deploy: "InProgress" },
    { deployment: "d-ONE" },
  );
}

/** A deployment that keeps the original for a while. */
export function shifted() {
  return deployment(
    { ...HOOK_DONE, AllowTraffic: "Succeeded" },
    { sides: shared(100), waiting: { for: "termination", minutes: 5 } },
  );
}

export function alarm(state: AlarmState["state"], since: number, reason = `it is ${state}`): AlarmState {
  return { name: ALARM, state, reason, since: at(since), actionsEnabled: true };
}

/** What AWS says at a second: a system with two target groups whose tasks are all healthy, and nothing that goes on. */
export function look(second: number, more: Partial<Look>): Look {
  return {
    at: at(second),
    system: "ecs-blue-green",
    engine: "codedeploy",
    unit: "task",
    targetGroups: ["blue", "green"],
    executions: [],
    deployments: [],
    alarms: [],
    targets: ["blue", "green"].map((targetGroup) => ({
      ...{ targetGroup, healthy: 2, unhealthy: 0, initial: 0, draining: 0 },
    })),
    versions: { [`${TASK_DEFINITION}1`]: "ba5e", [`${TASK_DEFINITION}2`]: "feed" },
    ...more,
  };
}

/** Somebody who looks again and again, and the view that is told of it. */
export class Watcher {
  public view: DeploymentView = initialView;

  /** @param usual what each look has that does not say otherwise */
  constructor(private readonly usual: Partial<Look> = {}) {}

  /** Looks at a second of the story. @returns what is told, in short */
  public look(second: number, seen: Partial<Look>): string[] {
    return this.events(second, seen).map(shortly);
  }

  public events(second: number, seen: Partial<Look>): readonly ReleaseEvent[] {
    const events = newsOf(this.view, look(second, { ...this.usual, ...seen }));
    this.view = events.reduce(reduce, this.view);
    return events;
  }
}

/** An event without what every event of its release has. */
export function shortly(event: ReleaseEvent): string {
  const { type, at: moment, ...body } = event;
  const { release, ...facts } = { release: "", ...body } as Record<string, unknown>;
  const said = Object.values(facts).filter((fact) => fact !== undefined);
  const words = said.map((fact) => (typeof fact === "object" ? JSON.stringify(fact) : inSeconds(fact)));
  return [`${(moment - START) / 1000}s`, release === "one" ? "" : release, type, ...words]
    .filter(Boolean)
    .join(" ");
}

function inSeconds(fact: unknown): string {
  return typeof fact === "number" && fact >= START ? `${(fact - START) / 1000}s` : String(fact);
}

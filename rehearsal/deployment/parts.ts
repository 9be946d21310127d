import type { ReleaseEventBody, Role } from "../../deployment-view/events";
import type { Clock } from "../clock";
import type { Alarms } from "../cloudwatch/model";
import type { LoadBalancer } from "../load-balancer/model";
import type { DeploymentModel, ServiceModel } from "../stack/model";
import type { HookBoard } from "./hooks";
import type { DeploymentState, Journal } from "./journal";
import type { TaskSet } from "./task-set";
import type { TaskSetState } from "./task-set-state";

/** What a deployment works with. */
export interface DeploymentParts {
  readonly model: DeploymentModel;
  readonly service: ServiceModel;
  /** Names of the two target groups. */
  readonly targetGroups: readonly string[];
  readonly hasTestListener: boolean;
  readonly clock: Clock;
  readonly balancer: LoadBalancer;
  readonly alarms: Alarms;
  readonly hooks: HookBoard;
  readonly journal: Journal;
  readonly tell: (event: ReleaseEventBody) => void;
  readonly startTaskSet: (state: TaskSetState, role: Role, release: string) => TaskSet;
  /** The task set that users meet between deployments. */
  readonly serving: { current: TaskSet };
  /** Resolves with what a person says, or `undefined` once the signal is aborted. */
  readonly approve: (
    what: "approval" | "reroute",
    release: string,
    signal: AbortSignal,
  ) => Promise<boolean | undefined>;
}

/** What is deployed, and where an interrupted deployment goes on. */
export type DeploymentRequest = Omit<DeploymentState, "step" | "promised"> &
  Partial<Pick<DeploymentState, "step" | "promised">> & {
    /** Why ECS makes no such task set. @default - it does */
    readonly refusal?: string;
  };

/** How a deployment ended, in CodeDeploy's words. */
export interface DeploymentResult {
  readonly status: "Succeeded" | "Failed" | "Stopped";
  readonly reason?: string;
  /** Whether users were put back to the original. */
  readonly rolledBack: boolean;
}

/** A part of a deployment: a lifecycle event, or a wait that has no event of its own. */
export interface Step {
  readonly name: string;
  /** @default true */
  readonly isEvent?: boolean;
  /** @default - there is nothing to do in it */
  readonly run?: () => Promise<void>;
  /** It does not take place here. */
  readonly skipped?: boolean;
  /** Makes again what is gone with a rehearsal that is killed. @default - nothing is */
  readonly restore?: () => void | Promise<void>;
}

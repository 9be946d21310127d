import type { RevisionLocation } from "@aws-sdk/client-codedeploy";
import type { SystemResources } from "../find-system";
import type { DeploymentState, Execution } from "../read/model";

/** What an operator can ask for. */
export type Command = "approve" | "pause" | "resume" | "stop" | "rollback";

/** Who moves users: CodeDeploy or ECS with tasks, or CodeDeploy with instances. */
export type Engine = "codedeploy" | "native" | "rolling" | "instances";

/** What is asked for, beside the command. */
export interface Wishes {
  /** Id of the execution or deployment that is meant. @default - the only one that waits */
  readonly of?: string;
  /** Says no in the place of yes. */
  readonly rejects?: boolean;
  /** Has users put back, too. */
  readonly rollsBack?: boolean;
  /** Ends an action of the pipeline that runs, too, in the place of waiting for its end. */
  readonly abandons?: boolean;
  /** Task definition, deployment, commit, tag or digest to go back to. @default - what served before */
  readonly to?: string;
  /** Why, in the words of who asks. */
  readonly message?: string;
}

/** What a deployment puts into service. */
export interface Revision {
  /** As it is called in words: `web:7`, or the key of an archive. Two that have the same name are the same. */
  readonly name: string;
  /** ARN. @default - it is no revision of tasks, or is not known */
  readonly taskDefinition?: string;
  /** How CodeDeploy finds it again. @default - ECS itself releases it */
  readonly location?: RevisionLocation;
}

/** A deployment of the past or of now, as far as it matters to a rollback. Times are milliseconds since the epoch. */
export interface Release {
  readonly deployment: string;
  readonly result: "running" | "succeeded" | "failed";
  readonly revision: Revision;
  readonly createdAt: number;
  /** Whether it put an older revision back. */
  readonly isRollback: boolean;
  /** Whether AWS took it back within the same deployment. */
  readonly isTakenBack: boolean;
  readonly commit?: string;
  readonly digest?: string;
  readonly tag?: string;
}

/** The way from the stage before into the deploy stage. */
export interface Door {
  readonly stage: string;
  readonly isOpen: boolean;
  readonly reason?: string;
  readonly by?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  /** Id of the execution that stands before it. */
  readonly waiting?: string;
}

/** A deployment of ECS's own that a hook holds until somebody answers. */
export interface Question {
  readonly deployment: string;
  readonly hook: string;
  readonly stage: string;
}

/** What scripts of a release have noted on an Auto Scaling group before they changed it. */
export interface GroupNotes {
  readonly group: string;
  readonly minimum: number;
  /** The minimum that was. @default - it was not changed */
  readonly minimumBefore?: number;
  /** Processes that are suspended by scripts. */
  readonly suspended: readonly string[];
  /** Instances in standby. */
  readonly standby: readonly string[];
  /** Every key that is noted. */
  readonly keys: readonly string[];
}

/** All that a plan is made of. */
export interface Situation {
  readonly system: SystemResources;
  readonly engine: Engine;
  /** Newest first. */
  readonly executions: readonly Execution[];
  /** @default - there is no pipeline */
  readonly door?: Door;
  /** @default - none runs */
  readonly running?: DeploymentState;
  /** The last one, whether it runs or has ended. @default - there never was one */
  readonly last?: DeploymentState;
  readonly question?: Question;
  /** Newest first, of every result. */
  readonly releases: readonly Release[];
  /** The task definition that is asked for, as ECS has it. @default - none is, or ECS has none such */
  readonly asked?: Revision;
  readonly notes: readonly GroupNotes[];
  /** Alarms that ring, and by which CodeDeploy stops what is started now. */
  readonly red: readonly string[];
  /** When the settings of the task were changed last, in milliseconds since the epoch. */
  readonly settingsChangedAt?: number;
  /** @default - not known, or it has no tasks */
  readonly desiredCount?: number;
  /** What could not be looked at, and why. */
  readonly blind: readonly string[];
}

/** One call that changes something, or the wait for what was begun. */
export type Step =
  | {
      readonly do: "answer-approval";
      readonly execution: string;
      readonly stage: string;
      readonly action: string;
      readonly token: string;
      readonly approves: boolean;
      readonly message: string;
    }
  | { readonly do: "continue-deployment"; readonly deployment: string }
  | { readonly do: "answer-hook"; readonly question: Question; readonly approves: boolean }
  | { readonly do: "close-door"; readonly stage: string; readonly reason: string }
  | { readonly do: "open-door"; readonly stage: string }
  | {
      readonly do: "stop-deployment";
      readonly deployment: string;
      readonly engine: Engine;
      readonly rollsBack: boolean;
    }
  | {
      readonly do: "stop-execution";
      readonly execution: string;
      /** Whether an action that runs is left to itself, and not waited for. */
      readonly abandons: boolean;
      readonly reason: string;
      /** Whether users are put back where a deployment begins before the pipeline stops. */
      readonly rollsBack: boolean;
    }
  | {
      readonly do: "deploy";
      readonly revision: Revision;
      readonly description: string;
      /** Whether alarms do not stop it. */
      readonly ignoresAlarms: boolean;
    }
  | { readonly do: "update-service"; readonly revision: Revision }
  | { readonly do: "follow"; readonly deployment: string; readonly expects: "success" | "rollback" }
  | { readonly do: "restore-group"; readonly groups: readonly string[] };

/** What will be done, and what that means to users. */
export interface Plan {
  /** None: it is so already. */
  readonly steps: readonly Step[];
  /** Who is served what now. */
  readonly now: string;
  /** Who is served what once all is done. */
  readonly after: string;
  /** What else to know before it is done. */
  readonly notes: readonly string[];
}

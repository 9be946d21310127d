import type { Change } from "./diff";

/** What the command waits for, each with a time of its own. */
export type Phase = "start" | "drain" | "shift" | "stable" | "task";

/**
 * Everything that can be told of a deployment, in the order in which it happens. The terminal, plain lines and `--json`
 * are three renderings of it. No event carries a key, or the value of a variable of the environment.
 */
export type DeployEvent =
  | { readonly type: "warning"; readonly text: string }
  /** A call of AWS's API, as `service:Action`; told with `--verbose` alone. */
  | { readonly type: "call"; readonly action: string; readonly milliseconds: number; readonly ok: boolean }
  | { readonly type: "base"; readonly taskDefinition: string }
  | { readonly type: "image"; readonly container: string; readonly from: string; readonly to: string }
  | { readonly type: "diff"; readonly changes: readonly Change[] }
  | { readonly type: "planned"; readonly family: string }
  | { readonly type: "registered"; readonly taskDefinition: string }
  /** `deployment` is the id that AWS gave it, where it has one. */
  | {
      readonly type: "updated";
      readonly service: string;
      readonly cluster: string;
      readonly deployment?: string;
    }
  | { readonly type: "phase"; readonly phase: Phase; readonly timeoutSeconds: number }
  | {
      readonly type: "progress";
      readonly phase: Phase;
      readonly running: number;
      readonly desired: number;
      /** Tasks of the versions before that still run. */
      readonly old: number;
    }
  /** A lifecycle event of CodeDeploy or a stage of ECS; `percent` is the share of users on the new version. */
  | { readonly type: "stage"; readonly stage: string; readonly status: string; readonly percent?: number }
  | { readonly type: "serviceEvent"; readonly text: string }
  | { readonly type: "taskStopped"; readonly task: string; readonly reason: string }
  | { readonly type: "task"; readonly task: string; readonly status: string }
  | { readonly type: "digest"; readonly container: string; readonly digest: string; readonly tasks: number }
  | { readonly type: "deregistered"; readonly taskDefinition: string }
  | { readonly type: "rollback"; readonly to: string; readonly status: "began" | "done" | "failed" }
  | { readonly type: "done"; readonly text: string }
  /** `state` says what AWS is left with. */
  | { readonly type: "failed"; readonly exitCode: number; readonly message: string; readonly state: string };

/** An event, and when it was: milliseconds since the epoch. */
export type TimedEvent = DeployEvent & { readonly at: number };

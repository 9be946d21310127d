import type { Instance } from "../instances/model";

/** A revision of the application: the artifact that the pipeline hands to CodeDeploy, unpacked. */
export interface RevisionBundle {
  /** Folder with `appspec.yml` in it. */
  readonly folder: string;
  /** What users of it are served: a commit's short id. */
  readonly version: string;
  /** Key of the object that it is on AWS; the one that CodeDeploy names the revision by. */
  readonly key: string;
}

/** Who asks an agent for what. */
export interface AgentOrder {
  readonly deploymentId: string;
  readonly deploymentGroupId: string;
  readonly application: string;
  readonly group: string;
  readonly revision: RevisionBundle;
  readonly signal: AbortSignal;
  /** Each line that the agent logs of a script: its name, and what it prints, as in `[stdout]…`. */
  readonly say: (line: string) => void;
  /** What a script does in the place of its work. @default - its work */
  readonly fault?: (lifecycleEvent: string) => "fails" | "hangs" | undefined;
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_Diagnostics.html errorCode */
export type AgentErrorCode =
  | "ScriptMissing"
  | "ScriptNotExecutable"
  | "ScriptTimedOut"
  | "ScriptFailed"
  | "UnknownError";

export type AgentEventResult =
  /** Skipped where there is no script to run. */
  | { readonly status: "Succeeded" | "Skipped" }
  | {
      readonly status: "Failed";
      readonly code: AgentErrorCode;
      readonly message: string;
      /** As the AppSpec file names it. */
      readonly script?: string;
    };

/** The CodeDeploy agent of one instance. */
export interface Agent {
  /** Does what one lifecycle event asks for. Never rejects, but for the signal's reason. */
  perform(instance: Instance, lifecycleEvent: string, order: AgentOrder): Promise<AgentEventResult>;
  /** Whose files an instance has: from `Install` on, also where a later event fails. */
  installed(instance: Instance): RevisionBundle | undefined;
}

import type { Alarms } from "../cloudwatch/model";
import type { FaultInjection } from "../faults/injection";
import type { Tell } from "../tell";
import type { RunParts } from "./instance-run";
import type { Records } from "./records";
import type { SideDeployments } from "./side-deployments";

/** What a deployment to instances works with. */
export interface InstanceDeploymentParts extends RunParts {
  readonly alarms: Alarms;
  readonly records: Records;
  readonly side: SideDeployments;
  readonly faults: Pick<FaultInjection, "instanceDies" | "script">;
  readonly tell: Tell;
  /** Resolves with what a person says, or `undefined` once the signal is aborted. */
  readonly approve: (
    what: "approval" | "reroute",
    release: string,
    signal: AbortSignal,
  ) => Promise<boolean | undefined>;
  /** Aborted once the whole rehearsal ends. */
  readonly closing: AbortSignal;
}

/** A part of a deployment; what it has come to is remembered, so that it can be taken again after a kill. */
export interface Part {
  readonly name: string;
  readonly run: () => Promise<void>;
}

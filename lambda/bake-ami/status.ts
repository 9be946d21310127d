import type { AutomationExecutionStatus } from "@aws-sdk/client-ssm";

/** What a status means for the job that waits for it. */
export type Phase = "running" | "ending" | "succeeded" | "failed";

/**
 * Every status that an automation can have; the compiler finds one that is missing.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-statuses.html
 */
const PHASES: Readonly<Record<AutomationExecutionStatus, Phase>> = {
  Pending: "running",
  InProgress: "running",
  Waiting: "running",
  PendingApproval: "running",
  Approved: "running",
  Scheduled: "running",
  RunbookInProgress: "running",
  PendingChangeCalendarOverride: "running",
  ChangeCalendarOverrideApproved: "running",
  Cancelling: "ending",
  Success: "succeeded",
  CompletedWithSuccess: "succeeded",
  CompletedWithFailure: "failed",
  Failed: "failed",
  TimedOut: "failed",
  Cancelled: "failed",
  Rejected: "failed",
  ChangeCalendarOverrideRejected: "failed",
  Exited: "failed",
};

/** A status that is newer than this code is waited out: the deadline ends what never ends by itself. */
export function phaseOf(status: string | undefined): Phase {
  return PHASES[status as AutomationExecutionStatus] ?? "running";
}

/** Whether an automation may still make, use or remove something. */
export function isOver(status: string | undefined): boolean {
  return ["succeeded", "failed"].includes(phaseOf(status));
}

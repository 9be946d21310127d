/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AutomationExecution.html */
export type AutomationStatus =
  | "Pending"
  | "InProgress"
  | "Success"
  | "TimedOut"
  | "Cancelling"
  | "Cancelled"
  | "Failed";

/** An SSM document of the stack. */
export interface DocumentModel {
  readonly name: string;
  readonly type: "Automation" | "Command" | string;
  /** YAML or JSON, as the stack writes it. */
  readonly content: string;
}

import type { Calls } from "../aws/calls";
import type { Clock } from "../aws/clock";
import type { SystemResources } from "./find-system";

/** What every command of an operator works with. */
export interface Operator {
  readonly calls: Calls;
  readonly clock: Clock;
  /** Aborted when somebody ends the command. */
  readonly signal: AbortSignal;
  /** The system that is meant, as AWS has it. */
  readonly system: SystemResources;
}

import { UserError } from "../config/user-error";

/** Why AWS did not answer a call, as far as it makes a difference to whoever called. */
export type Refusal = "denied" | "credentials" | "region" | "throttled" | "unreachable" | "other";

/** A call that AWS refused, or that did not reach it, in words that say what to do. */
export class CallError extends UserError {
  public override readonly name = "CallError";

  /**
   * @param action `service:Action`, as a policy of IAM names it
   * @param code AWS's own name for the error
   */
  constructor(
    message: string,
    public readonly refusal: Refusal,
    public readonly action: string,
    public readonly code: string,
  ) {
    super(message);
  }
}

/** Somebody ended the command: nothing more is waited for. */
export class Interrupted extends UserError {
  public override readonly name = "Interrupted";

  constructor() {
    super("interrupted");
  }
}

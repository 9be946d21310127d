import { Interrupted } from "../../aws/failure";
import { UserError } from "../../config/user-error";

/** What the commands that change something end with. */
export const EXIT = {
  /** Done, or it was so already. */
  done: 0,
  failed: 1,
  usage: 2,
  /** There is nothing that it could be done to. */
  nothing: 3,
  /** Somebody was asked, and said no. */
  declined: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Why something was not done, and what the command ends with. */
export class SteerError extends UserError {
  public override readonly name: string = "SteerError";

  /** @param exitCode @default 1 */
  constructor(
    message: string,
    public readonly exitCode: ExitCode = EXIT.failed,
  ) {
    super(message);
  }
}

/** Nothing waits, runs or can be gone back to. */
export class NothingToDo extends SteerError {
  public override readonly name = "NothingToDo";

  constructor(message: string) {
    super(message, EXIT.nothing);
  }
}

/** What the command ends with because of an error. */
export function exitCodeOf(error: UserError): ExitCode {
  if (error instanceof Interrupted) return EXIT.interrupted;
  return error instanceof SteerError ? error.exitCode : EXIT.failed;
}

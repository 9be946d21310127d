import { Interrupted } from "../aws/failure";
import { UserError } from "../config/user-error";

/**
 * What the command ends with. 1 to 13 are those of the script that it follows, each for the same cause; 130 is the
 * shell's for what Ctrl-C ended.
 */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 3,
  noTarget: 5,
  twoTargets: 6,
  noCluster: 7,
  noImage: 8,
  maxDefinitions: 9,
  launchTypeAlone: 10,
  runTaskOptionAlone: 11,
  platformVersionAlone: 12,
  imageName: 13,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A deployment that did not come to its end: why in the user's terms, and what the command ends with. */
export class DeployError extends UserError {
  public override readonly name: string = "DeployError";

  /** @param exitCode @default 1 */
  constructor(
    message: string,
    public readonly exitCode: ExitCode = EXIT.failed,
  ) {
    super(message);
  }
}

/** What the command ends with because of an error. */
export function exitCodeOf(error: UserError): ExitCode {
  if (error instanceof Interrupted) return EXIT.interrupted;
  return error instanceof DeployError ? error.exitCode : EXIT.failed;
}

/** AWS or somebody else has ended the deployment already: nothing is left that could be rolled back. */
export class AlreadyEnded extends DeployError {
  public override readonly name = "AlreadyEnded";
}

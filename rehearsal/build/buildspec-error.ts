import { UserError } from "../../config/user-error";

/** Everything that is wrong with a buildspec, told at once: each problem with its file and line. */
export class BuildspecError extends UserError {
  public override readonly name = "BuildspecError";

  constructor(
    /** Each begins with `file:line: `. */
    public readonly problems: readonly string[],
    options?: ErrorOptions,
  ) {
    super(problems.join("\n"), options);
  }
}

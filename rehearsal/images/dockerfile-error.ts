import { UserError } from "../../config/user-error";

/** Everything that is wrong with a Dockerfile, told at once: each problem with its file and line, and a remedy. */
export class DockerfileError extends UserError {
  public override readonly name = "DockerfileError";

  constructor(public readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** A problem that an instruction of a Dockerfile has; which it is, is known where it is caught. */
export class InstructionError extends Error {}

/** @throws InstructionError */
export function refuse(problem: string): never {
  throw new InstructionError(problem);
}

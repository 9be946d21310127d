/** What an action of AWS was called with, in the spelling of its API reference. */
export type ActionInput = Readonly<Record<string, unknown>>;

/** Answers one action; what it returns is in the spelling of its API reference. @throws AwsError */
export type Action = (input: ActionInput) => unknown;

/** Actions by service and operation, such as `ecr.DescribeImages`. The service is the one that the CLI and the SDK name. */
export type Actions = Readonly<Record<string, Action>>;

/** An error in AWS's own words, as its API reference lists them. */
export class AwsError extends Error {
  /** @param code such as `ImageNotFoundException` */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = code;
  }
}

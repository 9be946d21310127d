/** What ends a deployment before its end; each can be rolled back, if the deployment group says so. */
export type StopCause = "failure" | "alarm" | "request";

/**
 * A deployment that does not go on.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ErrorInformation.html for the codes
 */
export class DeploymentStopped extends Error {
  /** @param code such as `ALARM_ACTIVE` */
  constructor(
    readonly because: StopCause,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Whatever goes wrong inside a deployment fails it. */
export function asStopped(error: unknown): DeploymentStopped {
  return error instanceof DeploymentStopped
    ? error
    : new DeploymentStopped(
        "failure",
        "INTERNAL_ERROR",
        error instanceof Error ? error.message : String(error),
      );
}

/** Where a deployment is stopped from: it is looked at wherever the deployment waits. */
export class StopSwitch {
  private readonly controller = new AbortController();

  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The first to stop it is the reason. */
  public stop(reason: DeploymentStopped): void {
    this.controller.abort(reason);
  }

  /** @throws DeploymentStopped once it was stopped */
  public check(): void {
    this.signal.throwIfAborted();
  }
}

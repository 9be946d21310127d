import { DeploymentStopped, type StopSwitch } from "./stop";

export interface ReadyWait {
  readonly ready: {
    readonly waitMinutes: number;
    readonly onTimeout: "STOP_DEPLOYMENT" | "CONTINUE_DEPLOYMENT";
  };
  /** Resolves with what a person says, or `undefined` once the signal is aborted. */
  readonly approve: (signal: AbortSignal) => Promise<boolean | undefined>;
  readonly wait: (minutes: number, signal: AbortSignal) => Promise<void>;
  readonly stopper: StopSwitch;
}

/**
 * Waits until a person lets users be moved, or the wait is over. A deployment that ends here is Stopped, not Failed.
 *
 * @throws DeploymentStopped where nobody lets them
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentReadyOption.html
 */
export async function readyWait({ ready, approve, wait, stopper }: ReadyWait): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([stopper.signal, over.signal]);
  const approved = await Promise.race([
    approve(signal),
    wait(ready.waitMinutes, signal).then(() => undefined),
  ]).finally(() => over.abort());
  stopper.check();
  if (approved === true || (approved === undefined && ready.onTimeout === "CONTINUE_DEPLOYMENT")) return;
  throw approved === false
    ? new DeploymentStopped("request", "MANUAL_STOP", "Rerouting was refused")
    : new DeploymentStopped(
        "request",
        "TIMEOUT",
        `Nobody let users be moved within ${ready.waitMinutes} minutes`,
      );
}

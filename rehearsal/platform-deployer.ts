import type { DeploymentResult } from "./deployment/parts";

/** What keeps the application that users meet, and replaces it. */
export interface PlatformDeployer {
  /** Resolves once what users meet is healthy; `false` where the signal is aborted first. */
  ready(signal: AbortSignal): Promise<boolean>;
  /** What keeps it from being healthy. */
  readonly trouble: string | undefined;
  /**
   * An operator's stop of the deployment that is under way.
   *
   * @param release the one whose deployment is meant. @default - whichever it is
   * @returns whether there is one
   */
  stop(release?: string): boolean;
  /**
   * How the deployment of a release ends that goes on by itself, whatever becomes of who began it; `undefined` where none is
   * under way. @default - none goes on by itself
   */
  follow?(release: string): Promise<DeploymentResult> | undefined;
  /** Resolves once no rollback is under way. @default - whoever deploys waits for its rollback, too */
  settled?(): Promise<void>;
}

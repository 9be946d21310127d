import type { Connection } from "../aws/connection";
import type { CodeDeployOptions } from "./code-deploy";
import type { Timeouts } from "./context";
import type { ImageName } from "./image-name";
import type { RunTaskOptions } from "./run-task";
import type { ServiceRef } from "./tasks";
import type { Variable } from "./variables";
import type { WantedImage } from "./wanted-image";

/** What a new revision is made of. */
export interface RevisionOptions {
  readonly image?: WantedImage;
  /** Images by the name of the container that gets them. */
  readonly containers: ReadonlyMap<string, ImageName>;
  readonly variables: readonly Variable[];
  /** A file whose task definition is taken in the place of the one that is there. */
  readonly file?: string;
  /** Images are pinned by their digests, and what runs is compared; a digest given here is the one to pin. */
  readonly digest?: string | true;
  /** ECR is asked whether images are there, before anything is changed. */
  readonly checksImage: boolean;
  readonly mustHaveTags: boolean;
  /** How many revisions of the family stay active; 0 keeps all. */
  readonly maxDefinitions: number;
}

/** How a service is released to. */
export interface ServiceOptions extends ServiceRef {
  readonly desiredCount?: number;
  readonly minimumHealthyPercent?: number;
  readonly maximumPercent?: number;
  /** The newest revision of the family is the base, not the one that runs. */
  readonly usesLatest: boolean;
  /** Tasks are replaced, and nothing is registered. */
  readonly forcesNewDeployment: boolean;
  readonly waitsForDrain: boolean;
  /** Seconds for which the service must stay stable. */
  readonly stableSeconds: number;
  readonly rollsBack: boolean;
  /** Whether an interruption is followed by a rollback, too. */
  readonly rollsBackOnInterrupt: boolean;
  readonly codeDeploy: CodeDeployOptions;
}

/** A release, as it was asked for. */
export interface DeployOptions {
  readonly connection: Connection;
  readonly revision: RevisionOptions;
  readonly timeouts: Timeouts;
  readonly dryRun: boolean;
  readonly target:
    | ({ readonly kind: "service" } & ServiceOptions)
    | { readonly kind: "taskDefinition"; readonly name: string; readonly runTask?: RunTaskOptions };
}

import type { Attributes } from "./overlay";

/** What a release needs to agree with, as a stack was synthesised. A text that only AWS knows keeps its `${…}`. */
export interface StackFacts {
  /** Where the load balancer sends traffic to. */
  readonly container: { readonly name?: string; readonly port?: number };
  /** What the target groups ask of a task. */
  readonly healthChecks: readonly HealthCheck[];
  readonly hasTestListener: boolean;
  /** The functions that CodeDeploy may call. */
  readonly hookFunctions: readonly HookFunction[];
  /** The task definition that a release begins with, but for its image. @default - the build receives none */
  readonly taskDefinitionTemplate?: Attributes;
  /** The builds that take the application's source. */
  readonly builds: readonly BuildFacts[];
  readonly deploy: DeployFacts;
  /** What the application's own CI runs, in its source. @default - the stack itself releases it */
  readonly releaseScript?: string;
  /** How instances are released to. @default - containers are released */
  readonly instances?: InstanceFacts;
}

export interface InstanceFacts {
  /** Whether CodeDeploy itself takes instances out of the load balancer and puts them back. */
  readonly hasTrafficControl: boolean;
  /** Seconds that the load balancer lets requests in flight end. */
  readonly drainSeconds: number;
  /** Seconds until an instance is healthy at the soonest. */
  readonly healthySeconds: number;
}

export interface HealthCheck {
  readonly path: string;
  /** Status codes that are healthy, such as `200-299,301`. */
  readonly matcher: string;
}

export interface HookFunction {
  readonly name: string;
  /** The reference to its ARN. */
  readonly arn: string;
}

export interface BuildFacts {
  /** Name of the CodeBuild project. */
  readonly project: string;
  /** A path in the source, an ARN in S3, or the buildspec itself. */
  readonly buildspec: string;
  /** Environment of the project: its values, `undefined` where they are kept elsewhere. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Names of the artifacts that the pipeline takes from it. */
  readonly outputs: readonly string[];
}

/** What the deploy action reads. */
export interface DeployFacts {
  /** @default - ECS's own engine reads none */
  readonly appSpec?: ArtifactFile;
  readonly taskDefinition?: ArtifactFile;
  /** Images that CodePipeline itself fills in. */
  readonly images: readonly ImagePlaceholder[];
}

export interface ArtifactFile {
  readonly artifact: string;
  readonly path: string;
}

/** `Image1ArtifactName` and `Image1ContainerName` of a deploy action, and so on to 4. */
export interface ImagePlaceholder {
  readonly artifact: string;
  /** Without `<` and `>`. */
  readonly placeholder: string;
}

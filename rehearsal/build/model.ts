/** What a build project was synthesised with, or a job of another CI is set up with. */
export interface BuildProjectModel {
  readonly name: string;
  /** Path in the source, or the text of the buildspec itself. */
  readonly buildspec: string;
  readonly image: string;
  readonly computeType: string;
  readonly timeoutMinutes: number;
  readonly environment: readonly EnvironmentVariable[];
  /** Whether another CI runs it, which sets no variables of CodeBuild's. @default false */
  readonly isElsewhere?: boolean;
  /** What is mounted where it runs. @default - nothing */
  readonly fileSystems?: readonly FileSystemLocation[];
}

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectFileSystemLocation.html */
export interface FileSystemLocation {
  /** A build finds the one called `efs` under `$CODEBUILD_EFS`. */
  readonly identifier: string;
  /** `fs-….efs.<region>.amazonaws.com:/<directory>`. */
  readonly location: string;
  /** Where it would be on AWS. */
  readonly mountPoint: string;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  /** @default PLAINTEXT */
  readonly type?: "PLAINTEXT" | "PARAMETER_STORE" | "SECRETS_MANAGER";
}

/** In CodeBuild's own words. @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html buildStatus */
export type BuildStatus = "SUCCEEDED" | "FAILED" | "FAULT" | "TIMED_OUT" | "STOPPED";

export interface BuildPhase {
  /** Such as `PRE_BUILD`. @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BuildPhase.html phaseType */
  readonly name: string;
  readonly status: BuildStatus;
  readonly seconds: number;
  /** What failed, with the command and its exit code. */
  readonly context?: string;
}

export interface BuildRequest {
  readonly project: BuildProjectModel;
  /** Folder with the source: a build writes to it. */
  readonly source: string;
  /** Folder that is there, empty, and the build's own: artifacts and temporary files go there. */
  readonly folder: string;
  readonly commit: string;
  readonly number: number;
  /** Told each line that the build prints. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface BuildResult {
  readonly id: string;
  readonly status: BuildStatus;
  readonly phases: readonly BuildPhase[];
  /** Folder of the primary artifact; secondary artifacts by their identifier. `undefined` unless it succeeded. */
  readonly artifact?: string;
  readonly secondaryArtifacts: Readonly<Record<string, string>>;
  readonly exportedVariables: Readonly<Record<string, string>>;
}

/** Whether a text is the name of a directory that releases take turns in. `null` is what a pointer holds before the first. */
export function isColor(value: unknown): value is string {
  return typeof value === "string" && /^[a-z][a-z0-9-]*$/.test(value) && value !== "null";
}

/**
 * A job of CodePipeline, as far as it is read.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html#action-reference-Lambda-event
 */
export interface PipelineJob {
  readonly id: string;
  readonly data: {
    readonly actionConfiguration: { readonly configuration: { readonly UserParameters?: string } };
    readonly inputArtifacts: readonly {
      readonly location: { readonly s3Location: { readonly objectKey: string } };
    }[];
  };
}

/** A revision of the application, and the directory that its build wrote. */
export interface Release {
  /** Key of the artifact in S3: CodeDeploy names the revision by it. */
  readonly revision: string;
  readonly color: string;
}

/** The job that an event is of; `undefined` for an event of EventBridge's. */
export function jobOf(event: unknown): PipelineJob | undefined {
  return Object(event)["CodePipeline.job"];
}

/**
 * What a job released.
 *
 * @throws Error that says what the action of the pipeline lacks
 */
export function releaseOf({ data }: PipelineJob): Release {
  const { UserParameters = "" } = data.actionConfiguration.configuration;
  const color = colorIn(UserParameters);
  if (!isColor(color)) {
    throw new Error(
      `UserParameters is ${JSON.stringify(UserParameters)}, allowed: the color that the build exports as COLOR, such as {"color":"green"}`,
    );
  }
  const [artifact] = data.inputArtifacts;
  if (!artifact) throw new Error("the action has no input artifact: give it the one that was deployed");
  return { revision: artifact.location.s3Location.objectKey, color };
}

function colorIn(text: string): unknown {
  try {
    return Object(JSON.parse(text)).color;
  } catch {
    return undefined;
  }
}

import type { ActionModel } from "../stack/model";
import { artifactKey } from "./artifact-location";

/** What a job is made of. */
export interface JobRequest {
  readonly id: string;
  readonly accountId: string;
  readonly pipeline: string;
  /** Bucket of the pipeline's artifacts. */
  readonly bucket: string;
  readonly execution: string;
  readonly action: ActionModel;
  /** What the function said when it was not done yet. */
  readonly continuationToken?: string;
  /** AWS milliseconds since the epoch, at which the credentials for its artifacts end. */
  readonly expires: number;
}

/**
 * What CodePipeline invokes a function with.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html#action-reference-Lambda-event
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-codepipeline.html
 */
export function jobEvent(request: JobRequest) {
  const { id, accountId, action, continuationToken, expires } = request;
  const { FunctionName, UserParameters } = action.configuration;
  const artifacts = (names: readonly string[]) => names.map((name) => artifact(request, name));
  return {
    "CodePipeline.job": {
      id,
      accountId,
      data: {
        actionConfiguration: {
          configuration: { FunctionName, ...(UserParameters === undefined ? {} : { UserParameters }) },
        },
        inputArtifacts: artifacts(action.inputArtifacts),
        outputArtifacts: artifacts(action.outputArtifacts),
        artifactCredentials: {
          accessKeyId: "rehearsal",
          secretAccessKey: "rehearsal",
          sessionToken: "rehearsal",
          expirationTime: Math.round(expires),
        },
        ...(continuationToken === undefined ? {} : { continuationToken }),
      },
    },
  };
}

function artifact({ pipeline, bucket, execution }: JobRequest, name: string) {
  return {
    name,
    revision: null,
    location: {
      type: "S3",
      s3Location: { bucketName: bucket, objectKey: artifactKey(pipeline, execution, name) },
    },
  };
}

import {
  CodeDeployClient,
  GetApplicationRevisionCommand,
  type RevisionLocation,
} from "@aws-sdk/client-codedeploy";
import { CallError } from "../../aws/failure";
import type { Operator } from "../operator";

/** What a deployment of CodeDeploy releases. */
export interface Revision {
  /** ARN of the task definition. @default - it is released to instances */
  readonly taskDefinition?: string;
  /** Where it lies, such as `s3://bucket/key`. @default - it is an appspec of its own */
  readonly location?: string;
}

/**
 * Reads what a revision names. The text of an appspec is not told with the deployment, only with the revision.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html
 */
export async function readRevision(
  operator: Operator,
  applicationName: string,
  revision: RevisionLocation | undefined,
): Promise<Revision> {
  if (!revision) return {};
  const { s3Location, gitHubLocation, appSpecContent, string } = revision;
  if (s3Location) return { location: `s3://${s3Location.bucket}/${s3Location.key}` };
  if (gitHubLocation) return { location: `${gitHubLocation.repository}@${gitHubLocation.commitId}` };
  const told = appSpecContent?.content ?? string?.content;
  return { taskDefinition: taskDefinitionIn(told ?? (await appspec(operator, applicationName, revision))) };
}

async function appspec({ calls }: Operator, applicationName: string, revision: RevisionLocation) {
  const send = calls.of("codedeploy", CodeDeployClient);
  try {
    const found = await send(new GetApplicationRevisionCommand({ applicationName, revision }));
    return found.revision?.appSpecContent?.content ?? found.revision?.string?.content ?? "";
  } catch (error) {
    // Of an old deployment there may be no more than its name.
    if (error instanceof CallError && /^(Revision|Application)DoesNotExist/.test(error.code)) return "";
    throw error;
  }
}

/** An appspec is YAML or JSON, and names one task definition in either. */
function taskDefinitionIn(text: string): string | undefined {
  return /TaskDefinition"?\s*:\s*["']?(arn:[^\s"',}]+)/.exec(text)?.[1];
}

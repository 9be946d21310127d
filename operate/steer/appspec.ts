import { createHash } from "node:crypto";
import {
  CodeDeployClient,
  GetApplicationRevisionCommand,
  type GetApplicationRevisionCommandOutput,
  type RevisionLocation,
} from "@aws-sdk/client-codedeploy";
import { parse } from "yaml";
import { renderAppspec } from "../../ecs-deploy/appspec";
import { loadBalancersOf } from "../../ecs-deploy/service";
import type { Operator } from "../operator";
import { readService } from "../read/service";
import { isMissing } from "../refused";
import type { Revision } from "./model";

interface Appspec {
  readonly Resources?: readonly { readonly TargetService?: { readonly Properties?: object } }[];
}

/**
 * What CodeDeploy is given to deploy a revision again. The text of an appspec is not told with a deployment: it is read, and
 * names the task definition that is meant, so that its hooks judge that one, too.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html
 *
 * @param warn told where AWS has no appspec any more, and one without hooks takes its place
 */
export async function deployable(
  operator: Operator,
  { taskDefinition, location }: Revision,
  warn: (text: string) => void,
): Promise<RevisionLocation> {
  if (taskDefinition === undefined) return location ?? {};
  const content = location && (await textOf(operator, location));
  if (content) return inline(withTaskDefinition(content, taskDefinition));
  warn("AWS has no appspec of it any more: one is made up, and it is not judged by a hook");
  const service = await readService(operator);
  return inline(renderAppspec(taskDefinition, undefined, service ? loadBalancersOf(service) : []).content);
}

async function textOf({ calls, system }: Operator, revision: RevisionLocation): Promise<string | undefined> {
  const told = revision.appSpecContent?.content ?? revision.string?.content;
  if (told) return told;
  const send = calls.of("codedeploy", CodeDeployClient);
  const applicationName = system.deploymentGroup?.application;
  const found = await send(new GetApplicationRevisionCommand({ applicationName, revision })).catch(gone);
  return found.revision?.appSpecContent?.content ?? found.revision?.string?.content;
}

function gone(error: unknown): GetApplicationRevisionCommandOutput | { revision?: undefined } {
  if (isMissing(error, "RevisionDoesNotExist", "ApplicationDoesNotExist")) return {};
  throw error;
}

/** An appspec in YAML or JSON, with another task definition in it. */
export function withTaskDefinition(text: string, TaskDefinition: string): string {
  const appspec: Appspec = parse(text);
  const Resources = appspec.Resources?.map((resource) => ({
    TargetService: {
      ...resource.TargetService,
      Properties: { ...resource.TargetService?.Properties, TaskDefinition },
    },
  }));
  return JSON.stringify({ ...appspec, Resources });
}

function inline(content: string): RevisionLocation {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { revisionType: "AppSpecContent", appSpecContent: { content, sha256 } };
}

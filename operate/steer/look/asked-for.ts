import { DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { CallError } from "../../../aws/failure";
import { shortName } from "../../../deployment-view/format";
import type { Operator } from "../../operator";
import { SteerError } from "../failure";
import type { Revision } from "../model";
import { isTaskDefinition } from "../revision-name";

/**
 * The task definition that a person names, as ECS has it: an appspec names one by its ARN alone.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
 *
 * @returns `undefined` where the text is no task definition, or ECS has none such
 * @throws SteerError where it is deregistered: no new task can run it
 */
export async function askedFor(
  { calls, system }: Operator,
  to: string | undefined,
): Promise<Revision | undefined> {
  if (to === undefined || !system.service || !isTaskDefinition(to)) return undefined;
  const { taskDefinition } = await calls
    .of(
      "ecs",
      ECSClient,
    )(new DescribeTaskDefinitionCommand({ taskDefinition: to }))
    .catch(notThere);
  const arn = taskDefinition?.taskDefinitionArn;
  if (!arn) return undefined;
  if (taskDefinition.status !== undefined && taskDefinition.status !== "ACTIVE") {
    throw new SteerError(
      `${shortName(arn)} is ${taskDefinition.status}: it was deregistered, and no task can run it`,
    );
  }
  return { name: shortName(arn), taskDefinition: arn };
}

function notThere(error: unknown): { taskDefinition?: undefined } {
  if (error instanceof CallError && error.code === "ClientException") return {};
  throw error;
}

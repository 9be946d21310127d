import { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { isDenied } from "../aws/explain";
import type { Context } from "./context";
import { DeployError } from "./failure";
import { type Registrable, toRegistrable } from "./task-definition";

/** A revision that AWS has. */
export interface Revision {
  readonly arn: string;
  readonly definition: Registrable;
}

/**
 * A revision, with its tags.
 *
 * @param taskDefinition ARN, `family` or `family:revision`
 * @throws DeployError where there is none
 */
export async function describeTaskDefinition({ aws }: Context, taskDefinition: string): Promise<Revision> {
  const { taskDefinition: described, tags } = await aws
    .ecs(new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }))
    .catch((error: Error) => {
      if (!/ClientException|InvalidParameterException/.test(error.message)) throw error;
      throw new DeployError(
        `there is no task definition ${taskDefinition} in this account and region: look at -d/--task-definition and -r/--region`,
      );
    });
  return {
    arn: described?.taskDefinitionArn ?? taskDefinition,
    definition: toRegistrable({ taskDefinition: described, tags }, taskDefinition).definition,
  };
}

/**
 * Registers a new revision.
 *
 * Tags need the permission ecs:TagResource. Who has always released without it goes on to: the revision is registered
 * without tags then, with a warning, unless they are demanded.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
 *
 * @param mustHaveTags whether a revision without its tags is a failure
 * @returns its ARN
 */
export async function registerRevision(
  context: Context,
  definition: Registrable,
  mustHaveTags: boolean,
): Promise<string> {
  const { aws, ledger, emit } = context;
  const register = (input: Registrable) => aws.ecs(new RegisterTaskDefinitionCommand(input));
  const { taskDefinition } = await register(definition).catch((error: unknown) => {
    if (mustHaveTags || !definition.tags || !isDenied(error, "ecs:TagResource")) throw error;
    emit({
      type: "warning",
      text: `the new revision has no tags: ${(error as Error).message}`,
    });
    const { tags: _, ...untagged } = definition;
    return register(untagged);
  });
  const arn = taskDefinition?.taskDefinitionArn ?? "";
  ledger.note(`${arn} is registered`);
  emit({ type: "registered", taskDefinition: arn });
  return arn;
}

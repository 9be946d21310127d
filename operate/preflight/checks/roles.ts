import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { ecrRegistryOf } from "../../../ecs-deploy/ecr-image";
import { parseImage } from "../../../ecs-deploy/image-name";
import type { Registrable } from "../../../ecs-deploy/task-definition";
import type { Facts } from "../../facts";
import { nextRevision } from "../../next-revision";
import { isMissing } from "../../refused";
import type { Check, Finding } from "../model";

/** Who takes on the roles of tasks. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html */
const TASKS = "ecs-tasks.amazonaws.com";

/** Roles of the next task: there, and such that ECS may take them on. */
export const rolesTakable: Check = {
  id: "roles-takable",
  title: "ECS may take on the roles of the task",
  applies: ({ service }) => service !== undefined,
  async find({ facts, release }) {
    const { definition } = await nextRevision(facts, release.image);
    const { taskRoleArn, executionRoleArn } = definition;
    const roles = [...new Set([taskRoleArn, executionRoleArn].flatMap((arn) => arn ?? []))];
    const found = await Promise.all(roles.map((arn) => lookAt(facts, arn)));
    return [
      ...found.flat(),
      ...(needsExecutionRole(definition) && !executionRoleArn ? [NO_EXECUTION_ROLE] : []),
    ];
  },
};

/**
 * Secrets are read, and on Fargate images of ECR are pulled, by that role; on an instance its own role pulls.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
function needsExecutionRole({
  requiresCompatibilities = [],
  containerDefinitions = [],
}: Registrable): boolean {
  const isOnFargate = requiresCompatibilities.includes("FARGATE");
  return containerDefinitions.some(
    ({ secrets = [], image = "" }) =>
      secrets.length > 0 || (isOnFargate && ecrRegistryOf(parseImage(image)) !== undefined),
  );
}

const NO_EXECUTION_ROLE: Finding = {
  level: "error",
  message: "the task has no execution role, and its image or its secrets need one",
  remedy: "name one as executionRoleArn of the task definition",
};

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Principal?: "*" | { readonly Service?: string | readonly string[] };
}

async function lookAt({ operator }: Facts, arn: string): Promise<Finding[]> {
  // A role may stand below a path; its name is what is behind the last slash.
  const RoleName = arn.split("/").at(-1);
  try {
    const { Role } = await operator.calls.of("iam", IAMClient)(new GetRoleCommand({ RoleName }));
    if (isTrusted(Role?.AssumeRolePolicyDocument)) return [];
    return [
      {
        level: "error",
        message: `the trust policy of the role ${arn} does not let ${TASKS} take it on`,
        remedy: `allow sts:AssumeRole to the service ${TASKS} in its trust policy`,
      },
    ];
  } catch (error) {
    if (!isMissing(error, "NoSuchEntity")) throw error;
    return [
      {
        level: "error",
        message: `the role ${arn} is not there`,
        remedy: "deploy the stack again, or correct the task definition: no task would start",
      },
    ];
  }
}

/** @param document as IAM answers it: JSON, encoded for a URL */
function isTrusted(document = "%7B%7D"): boolean {
  const { Statement = [] } = JSON.parse(decodeURIComponent(document)) as {
    Statement?: Statement | readonly Statement[];
  };
  const statements = [Statement].flat() as readonly Statement[];
  const trusts = (effect: string) =>
    statements.some(({ Effect, Action, Principal }) => {
      const actions = [Action ?? []].flat();
      const services = Principal === "*" ? ["*"] : [Principal?.Service ?? []].flat();
      return (
        Effect === effect &&
        actions.some((action) => ["sts:AssumeRole", "sts:*", "*"].includes(action)) &&
        services.some((service) => service === TASKS || service === "*")
      );
    });
  return trusts("Allow") && !trusts("Deny");
}

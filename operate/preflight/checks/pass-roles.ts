import { CodePipelineClient, GetPipelineCommand } from "@aws-sdk/client-codepipeline";
import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Facts } from "../../facts";
import { nextRevision } from "../../next-revision";
import { deploymentGroupOf } from "../deployment-group";
import { type Check, type Finding, NotChecked } from "../model";

/**
 * Whoever registers the task definition and starts its tasks hands the roles of the task on to ECS, which IAM allows role
 * by role. Without a pipeline that is whoever calls.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export const rolesPassable: Check = {
  id: "roles-passable",
  title: "whoever releases may pass the roles of the task",
  applies: ({ service }) => service !== undefined,
  async find({ facts, release }) {
    const { definition } = await nextRevision(facts, release.image);
    const { taskRoleArn, executionRoleArn } = definition;
    const roles = [...new Set([taskRoleArn, executionRoleArn].flatMap((arn) => arn ?? []))];
    const passers = roles.length === 0 ? [] : await passersOf(facts);
    if (passers.length === 0 && roles.length > 0) {
      throw new NotChecked("the pipeline releases by a build, and the role of that is not looked at");
    }
    return (await Promise.all(passers.map((passer) => lookAt(facts, passer, roles)))).flat();
  },
};

async function passersOf(facts: Facts): Promise<string[]> {
  const { calls, system } = facts.operator;
  const { serviceRoleArn } = await deploymentGroupOf(facts);
  const passers = serviceRoleArn ? [serviceRoleArn] : [];
  if (system.pipeline) {
    const { pipeline } = await calls.of(
      "codepipeline",
      CodePipelineClient,
    )(new GetPipelineCommand({ name: system.pipeline }));
    const actions = (pipeline?.stages ?? []).flatMap((stage) => stage.actions ?? []);
    passers.push(
      ...actions
        .filter(({ actionTypeId }) => actionTypeId?.provider === "CodeDeployToECS")
        .flatMap(({ roleArn }) => roleArn ?? pipeline?.roleArn ?? []),
    );
    return [...new Set(passers)];
  }
  const { Arn = "", Account } = await calls.of("sts", STSClient)(new GetCallerIdentityCommand({}));
  const [, partition, role] = /^arn:([^:]+):sts::\d+:assumed-role\/([^/]+)\//.exec(Arn) ?? [];
  return [role ? `arn:${partition}:iam::${Account}:role/${role}` : Arn];
}

async function lookAt({ operator }: Facts, passer: string, roles: readonly string[]): Promise<Finding[]> {
  const { EvaluationResults = [] } = await operator.calls.of(
    "iam",
    IAMClient,
  )(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: passer,
      ActionNames: ["iam:PassRole"],
      ResourceArns: [...roles],
      ContextEntries: [
        {
          ContextKeyName: "iam:PassedToService",
          ContextKeyType: "string",
          ContextKeyValues: ["ecs-tasks.amazonaws.com"],
        },
      ],
    }),
  );
  return EvaluationResults.flatMap(({ EvalResourceName, EvalDecision }): Finding[] =>
    EvalDecision === "allowed"
      ? []
      : [
          {
            level: "error",
            message: `${passer} may not pass the role ${EvalResourceName} to ECS`,
            remedy: "allow it iam:PassRole on that role",
          },
        ],
  );
}

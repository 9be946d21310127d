import { BatchGetProjectsCommand, CodeBuildClient } from "@aws-sdk/client-codebuild";
import {
  type ActionDeclaration,
  CodePipelineClient,
  GetPipelineCommand,
  type PipelineDeclaration,
} from "@aws-sdk/client-codepipeline";
import { type EvaluationResult, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import type { Facts } from "../../facts";
import { nextRevision } from "../../next-revision";
import { DEPLOY_STAGE } from "../../read/model";
import { isMissing } from "../../refused";
import { callerOf } from "../caller";
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
      throw new NotChecked(
        `the stage ${DEPLOY_STAGE} of the pipeline has neither an action of CodeDeploy's nor a build: whose role deploys is not known`,
      );
    }
    return (await Promise.all(passers.map((passer) => lookAt(facts, passer, roles)))).flat();
  },
};

async function passersOf(facts: Facts): Promise<string[]> {
  const { calls, system } = facts.operator;
  if (system.pipeline) {
    const { serviceRoleArn } = await deploymentGroupOf(facts);
    const send = calls.of("codepipeline", CodePipelineClient);
    const { pipeline = {} } = await send(new GetPipelineCommand({ name: system.pipeline }));
    const ofPipeline = await deployersOf(facts, pipeline);
    return [...new Set([...(serviceRoleArn ? [serviceRoleArn] : []), ...ofPipeline])];
  }
  return [await callerOf(facts)];
}

/** Roles that a pipeline deploys by: that of its action of CodeDeploy, else those of the projects that its stage runs. */
async function deployersOf(facts: Facts, pipeline: Partial<PipelineDeclaration>): Promise<string[]> {
  const { stages = [], roleArn: own = "" } = pipeline;
  const by = (provider: string, actions: readonly ActionDeclaration[] = []) =>
    actions.filter(({ actionTypeId }) => actionTypeId?.provider === provider);
  const actions = by(
    "CodeDeployToECS",
    stages.flatMap((stage) => stage.actions ?? []),
  );
  if (actions.length > 0) return actions.map(({ roleArn = own }) => roleArn);
  const builds = by("CodeBuild", stages.find(({ name }) => name === DEPLOY_STAGE)?.actions);
  const names = builds.flatMap(({ configuration }) => configuration?.ProjectName ?? []);
  if (names.length === 0) return [];
  const send = facts.operator.calls.of("codebuild", CodeBuildClient);
  const { projects = [] } = await send(new BatchGetProjectsCommand({ names }));
  return projects.flatMap(({ serviceRole }) => serviceRole ?? []);
}

async function lookAt(facts: Facts, passer: string, roles: readonly string[]): Promise<Finding[]> {
  const results = await simulated(facts, passer, roles);
  return results.flatMap(({ EvalResourceName, EvalDecision }): Finding[] =>
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

/** @throws NotChecked where IAM has no such role or user, as of another account, whose policies it could look at */
async function simulated(
  { operator }: Facts,
  passer: string,
  roles: readonly string[],
): Promise<readonly EvaluationResult[]> {
  try {
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
    return EvaluationResults;
  } catch (error) {
    if (!isMissing(error, "NoSuchEntity", "InvalidInput")) throw error;
    throw new NotChecked(
      `IAM of this account has no ${passer}, whose policies say whether it may pass the roles`,
    );
  }
}

import { CodeDeployClient, ListDeploymentsCommand } from "@aws-sdk/client-codedeploy";
import { CodePipelineClient, ListPipelineExecutionsCommand } from "@aws-sdk/client-codepipeline";
import { ECSClient, ListServiceDeploymentsCommand } from "@aws-sdk/client-ecs";
import { allArns } from "../../../aws/pages";
import { shortName } from "../../../deployment-view/format";
import type { Check, Finding } from "../model";
import { stageStatesOf } from "../pipeline-state";

/** As many as one page holds: one that still runs is among the newest. */
const EXECUTIONS = 100;

const remedy = "wait for its end, or stop it with bluegreen stop";

/**
 * Whether the pipeline is at work, with something else than what this is a step of. Before a stage that is taken an
 * execution waits, so that an older one is no fault of the step's.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export const noExecution: Check = {
  id: "pipeline-idle",
  title: "the pipeline releases nothing else",
  applies: ({ pipeline }) => pipeline !== undefined,
  async find({ facts, release }) {
    const { calls, system } = facts.operator;
    const { pipelineExecutionSummaries = [] } = await calls.of(
      "codepipeline",
      CodePipelineClient,
    )(new ListPipelineExecutionsCommand({ pipelineName: system.pipeline, maxResults: EXECUTIONS }));
    // The newest is first: what began behind the one that asks waits for it, or is superseded.
    const own = pipelineExecutionSummaries.findIndex(
      ({ pipelineExecutionId }) => pipelineExecutionId === release.execution,
    );
    const isStep = own >= 0;
    return pipelineExecutionSummaries
      .slice(own + 1)
      .filter(({ status }) => status === "InProgress" || status === "Stopping")
      .map(
        ({ pipelineExecutionId, status }): Finding => ({
          level: isStep ? "warning" : "error",
          message: `the pipeline ${system.pipeline} has the execution ${pipelineExecutionId}, which is ${status}`,
          remedy: isStep ? "this one waits behind it: nothing is to be done" : remedy,
        }),
      );
  },
};

/**
 * A door between two stages that somebody has closed keeps a release for as long as it is.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/transitions.html
 */
export const openDoors: Check = {
  id: "pipeline-open",
  title: "every stage of the pipeline lets releases in",
  applies: ({ pipeline }) => pipeline !== undefined,
  async find({ facts }) {
    const { system } = facts.operator;
    return (await stageStatesOf(facts))
      .filter(({ inboundTransitionState }) => inboundTransitionState?.enabled === false)
      .map(
        ({ stageName, inboundTransitionState: door }): Finding => ({
          level: "warning",
          message: `the stage ${stageName} of ${system.pipeline} lets nothing in: ${door?.disabledReason ?? "no reason was given"} (${door?.lastChangedBy ?? "by whom is not known"})`,
          remedy: "a release waits there: open it with bluegreen resume when it may go on",
        }),
      );
  },
};

/**
 * A deployment group takes one deployment at a time, and refuses the next.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeployments.html
 */
export const noDeployment: Check = {
  id: "deployment-idle",
  title: "CodeDeploy deploys nothing else",
  isInFlux: true,
  applies: ({ deploymentGroup }) => deploymentGroup !== undefined,
  async find({ facts }) {
    const { calls, system } = facts.operator;
    const codedeploy = calls.of("codedeploy", CodeDeployClient);
    const { application, group } = system.deploymentGroup ?? {};
    const running = await allArns(
      (nextToken) =>
        codedeploy(
          new ListDeploymentsCommand({
            applicationName: application,
            deploymentGroupName: group,
            includeOnlyStatuses: ["Created", "Queued", "InProgress", "Baking", "Ready"],
            nextToken,
          }),
        ),
      ({ deployments }) => deployments,
    );
    return running.map(
      (id): Finding => ({
        level: "error",
        message: `CodeDeploy's deployment ${id} of ${application}/${group} has not ended`,
        remedy,
      }),
    );
  },
};

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html */
export const noServiceDeployment: Check = {
  id: "service-deployment-idle",
  title: "ECS deploys nothing else",
  isInFlux: true,
  applies: ({ service, deploymentGroup }) => service !== undefined && deploymentGroup === undefined,
  async find({ facts }) {
    const { calls, system } = facts.operator;
    const ecs = calls.of("ecs", ECSClient);
    const running = await allArns(
      (nextToken) =>
        ecs(
          new ListServiceDeploymentsCommand({
            cluster: system.service?.cluster,
            service: system.service?.service,
            status: [
              "PENDING",
              "IN_PROGRESS",
              "STOP_REQUESTED",
              "ROLLBACK_REQUESTED",
              "ROLLBACK_IN_PROGRESS",
            ],
            nextToken,
          }),
        ),
      ({ serviceDeployments }) => serviceDeployments?.flatMap((one) => one.serviceDeploymentArn ?? []),
    );
    return running.map(
      (arn): Finding => ({
        level: "error",
        message: `ECS's deployment ${shortName(arn)} of ${system.service?.service} has not ended`,
        remedy,
      }),
    );
  },
};

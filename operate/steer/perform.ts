import {
  CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  StopDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import {
  CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  PutApprovalResultCommand,
} from "@aws-sdk/client-codepipeline";
import {
  ContinueServiceDeploymentCommand,
  ECSClient,
  StopServiceDeploymentCommand,
} from "@aws-sdk/client-ecs";
import type { Operator } from "../operator";
import { currentDeployment, deploymentOf } from "../read/deployments";
import { deployable } from "./appspec";
import type { Followed } from "./follow";
import type { Step } from "./model";
import { answered, answeredAlready, overtaken, unless } from "./refusals";
import { restoreGroups } from "./restore-group";
import { stopExecution } from "./stop-execution";
import { updateService } from "./update-service";

/** Told of what goes on, in words. */
export type Tell = (text: string) => void;

type Perform<K extends Step["do"]> = (
  operator: Operator,
  step: Extract<Step, { readonly do: K }>,
  tell: Tell,
) => Promise<Followed | undefined>;

/**
 * Makes the call of a step. What AWS has done already is no error: somebody else may have asked for it, or this command
 * before it was killed.
 *
 * @returns what is to be followed to its end
 */
export function perform(operator: Operator, step: Step, tell: Tell): Promise<Followed | undefined> {
  return (PERFORM[step.do] as Perform<Step["do"]>)(operator, step as never, tell);
}

const PERFORM: { readonly [K in Step["do"]]: Perform<K> } = {
  "answer-approval": async ({ calls, system }, { stage, action, token, approves, message }) => {
    await calls
      .of(
        "codepipeline",
        CodePipelineClient,
      )(
        new PutApprovalResultCommand({
          pipelineName: system.pipeline,
          stageName: stage,
          actionName: action,
          token,
          result: { status: approves ? "Approved" : "Rejected", summary: message },
        }),
      )
      .catch(answered(/ApprovalAlreadyCompleted|InvalidApprovalToken/));
    return undefined;
  },

  "continue-deployment": async ({ calls }, { deployment: deploymentId }) => {
    await calls
      .of(
        "codedeploy",
        CodeDeployClient,
      )(new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: "READY_WAIT" }))
      .catch(answered(/DeploymentIsNotInReadyState|DeploymentAlreadyCompleted/));
    return undefined;
  },

  "answer-hook": async (operator, { question: { deployment, hook }, approves }) => {
    await operator.calls
      .of(
        "ecs",
        ECSClient,
      )(
        new ContinueServiceDeploymentCommand({
          serviceDeploymentArn: deployment,
          hookId: hook,
          action: approves ? "CONTINUE" : "ROLLBACK",
        }),
      )
      .catch(async (error: unknown) => {
        // ECS has no error of its own for a hook that waits no more.
        const isOpen = (await deploymentOf(operator, deployment)).waiting?.hook === hook;
        throw isOpen ? error : answeredAlready();
      });
    return approves ? undefined : { deployment, expects: "rollback" };
  },

  "close-door": async ({ calls, system }, { stage, reason }) => {
    await calls.of(
      "codepipeline",
      CodePipelineClient,
    )(
      new DisableStageTransitionCommand({
        pipelineName: system.pipeline,
        stageName: stage,
        transitionType: "Inbound",
        reason,
      }),
    );
    return undefined;
  },

  "open-door": async ({ calls, system }, { stage }) => {
    await calls.of(
      "codepipeline",
      CodePipelineClient,
    )(
      new EnableStageTransitionCommand({
        pipelineName: system.pipeline,
        stageName: stage,
        transitionType: "Inbound",
      }),
    );
    return undefined;
  },

  "stop-deployment": async ({ calls }, { deployment, engine, rollsBack }) => {
    if (engine === "native" || engine === "rolling") {
      const stop = new StopServiceDeploymentCommand({
        serviceDeploymentArn: deployment,
        stopType: "ROLLBACK",
      });
      // It has ended, or is on its way back, since it was looked at: following it says which.
      await calls
        .of(
          "ecs",
          ECSClient,
        )(stop)
        .catch(unless(/ConflictException|ServiceDeploymentNotFound/));
    } else {
      const stop = new StopDeploymentCommand({ deploymentId: deployment, autoRollbackEnabled: rollsBack });
      await calls
        .of(
          "codedeploy",
          CodeDeployClient,
        )(stop)
        .catch(unless(/DeploymentAlreadyCompleted/));
    }
    return { deployment, expects: rollsBack ? "rollback" : "stop" };
  },

  "stop-execution": async (operator, step, tell) => {
    const before = operator.system.deploymentGroup ? undefined : await currentDeployment(operator);
    await stopExecution(operator, step, tell);
    return { execution: step.execution, rollsBack: step.rollsBack, before: before?.id };
  },

  deploy: async (operator, { revision, description, ignoresAlarms }, tell) => {
    const { application, group } = operator.system.deploymentGroup ?? {};
    const { deploymentId = "" } = await operator.calls
      .of(
        "codedeploy",
        CodeDeployClient,
      )(
        new CreateDeploymentCommand({
          applicationName: application,
          deploymentGroupName: group,
          revision: await deployable(operator, revision, tell),
          description,
          ...(ignoresAlarms && { overrideAlarmConfiguration: { enabled: false } }),
        }),
      )
      .catch(overtaken);
    return { deployment: deploymentId, expects: "success" };
  },

  "update-service": async (operator, { revision }) => {
    const before = await currentDeployment(operator);
    await updateService(operator, revision);
    return { newerThan: before?.id ?? "", expects: "success" };
  },

  follow: async (_, { deployment, expects }) => ({ deployment, expects }),

  "restore-group": async (operator, _, tell) => {
    await restoreGroups(operator, tell);
    return undefined;
  },
};

import type { LifecycleEventView } from "../../deployment-view/view";
import { type Action, type Actions, AwsError } from "../aws/actions";
import { createdAt, type Deployed, deployed, isOver, type Reading, seconds, taskDefinitionOf } from "./model";
import { sidesOf } from "./sides";

/** Deployments to the service. @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_Operations.html */
export function codeDeployReading(reading: Reading): Actions {
  const { alarms, application, group } = reading.system.deployment;
  const all = () => deployed(reading).flatMap((release) => [...rollback(release), infoOf(reading, release)]);
  const found = (id: unknown) => {
    const info = all().find(({ deploymentId }) => deploymentId === id);
    if (info) return info;
    throw new AwsError("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
  };
  const released = (id: unknown) => deployed(reading).find(({ deployment }) => deployment.id === id);
  const target: Action = ({ deploymentId }) => {
    const release = released(deploymentId);
    return { deploymentTargets: release ? [targetOf(reading, release)] : [] };
  };
  return {
    "codedeploy.ListDeployments": ({ includeOnlyStatuses }) => ({
      deployments: all()
        .filter(
          ({ status }) => includeOnlyStatuses === undefined || [includeOnlyStatuses].flat().includes(status),
        )
        .map(({ deploymentId }) => deploymentId),
    }),
    "codedeploy.BatchGetDeployments": ({ deploymentIds }) => ({
      deploymentsInfo: [deploymentIds].flat().map(found),
    }),
    "codedeploy.GetDeployment": ({ deploymentId }) => ({ deploymentInfo: found(deploymentId) }),
    "codedeploy.GetDeploymentGroup": () => ({
      deploymentGroupInfo: {
        applicationName: application,
        deploymentGroupName: group,
        computePlatform: "ECS",
        alarmConfiguration: { enabled: alarms.length > 0, alarms: alarms.map((name) => ({ name })) },
        lastAttemptedDeployment: all()[0],
        lastSuccessfulDeployment: all().find(({ status }) => status === "Succeeded"),
      },
    }),
    "codedeploy.ListDeploymentTargets": ({ deploymentId }) => ({
      targetIds: released(deploymentId) ? [reading.system.service.name] : [],
    }),
    "codedeploy.BatchGetDeploymentTargets": target,
  };
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html */
function infoOf(reading: Reading, release: Deployed) {
  const { application, group, ready, terminationWaitMinutes } = reading.system.deployment;
  const { deployment, rollback } = release;
  const revision = (version: string) => ({
    revisionType: "AppSpecContent",
    appSpecContent: {
      content: JSON.stringify({
        Resources: [
          { TargetService: { Properties: { TaskDefinition: taskDefinitionOf(reading, version) } } },
        ],
      }),
    },
  });
  return {
    applicationName: application,
    deploymentGroupName: group,
    deploymentId: deployment.id,
    status: deployment.status,
    createTime: seconds(createdAt(release)),
    startTime: seconds(createdAt(release)),
    completeTime: isOver(release) ? seconds(release.endedAt ?? reading.view().at) : undefined,
    creator: "user",
    computePlatform: "ECS",
    revision: revision(deployment.replacement.version),
    previousRevision: revision(deployment.original.version),
    errorInformation: errorOf(deployment.detail),
    rollbackInfo: rollback && {
      rollbackDeploymentId: rollback.deployment,
      rollbackMessage: rollback.reason,
    },
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: ready
        ? { actionOnTimeout: ready.onTimeout, waitTimeInMinutes: ready.waitMinutes }
        : { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
      terminateBlueInstancesOnDeploymentSuccess: {
        action: "TERMINATE",
        terminationWaitTimeInMinutes: terminationWaitMinutes,
      },
    },
  };
}

/** `ALARM_ACTIVE: One or more …` */
function errorOf(detail: string | undefined) {
  const [, code, message] = /^([A-Z_]+): (.*)$/s.exec(detail ?? "") ?? [];
  return code && message ? { code, message } : undefined;
}

/** The deployment that put users back, which is over as soon as it begins here. */
function rollback({ rollback: back, deployment }: Deployed) {
  if (!back?.deployment) return [];
  return [
    {
      deploymentId: back.deployment,
      status: "Succeeded",
      creator: "codeDeployRollback",
      computePlatform: "ECS",
      createTime: seconds(back.at),
      completeTime: seconds(back.at),
      rollbackInfo: { rollbackTriggeringDeploymentId: deployment.id },
    },
  ];
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ECSTarget.html */
function targetOf(reading: Reading, release: Deployed) {
  return {
    deploymentTargetType: "ECSTarget",
    ecsTarget: {
      deploymentId: release.deployment.id,
      targetId: reading.system.service.name,
      lifecycleEvents: release.deployment.events.map(eventOf),
      taskSetsInfo: sidesOf(reading, release).map((side) => ({
        identifer: side.id,
        taskSetLabel: side.role === "original" ? "Blue" : "Green",
        targetGroup: { name: side.targetGroup },
        trafficWeight: side.share,
        desiredCount: side.desired,
        runningCount: side.running,
        pendingCount: Math.max(0, side.desired - side.running),
      })),
    },
  };
}

function eventOf({ name, status, detail, startedAt, endedAt }: LifecycleEventView) {
  return {
    lifecycleEventName: name,
    status,
    startTime: seconds(startedAt),
    endTime: seconds(endedAt),
    diagnostics: detail === undefined ? undefined : { errorCode: "UnknownError", message: detail },
  };
}

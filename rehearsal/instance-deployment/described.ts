import type { DeploymentRecord, InstanceDeploymentModel, Outcome, Target } from "./model";

export interface DescribedProps {
  readonly model: InstanceDeploymentModel;
  /** Bucket that revisions lie in. */
  readonly bucket: string;
  /** Newest first. */
  readonly deployments: readonly DeploymentRecord[];
}

/** A deployment as GetDeployment tells it. @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html */
export function deploymentInfo({ bucket, deployments, model }: DescribedProps, record: DeploymentRecord) {
  const outcomes = Object.values(record.instances);
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  const before = deployments.slice(deployments.indexOf(record) + 1);
  const previous = before.find(({ status }) => status === "Succeeded");
  return {
    applicationName: model.application,
    deploymentGroupName: model.group,
    deploymentId: record.id,
    revision: revisionOf(bucket, record),
    previousRevision: previous && revisionOf(bucket, previous),
    status: record.status,
    errorInformation: record.error,
    createTime: record.createdAt / 1000,
    startTime: record.createdAt / 1000,
    completeTime: record.completedAt === undefined ? undefined : record.completedAt / 1000,
    deploymentOverview: {
      Pending: 0,
      InProgress: count("InProgress"),
      Succeeded: count("Succeeded"),
      Failed: count("Failed"),
      Skipped: 0,
      Ready: 0,
    },
    creator: record.creator,
    rollbackInfo: rollbackInfo(record),
    computePlatform: "Server",
    deploymentStyle: styleOf(model),
    ...(record.replacement && blueGreen(model, record)),
  };
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentStyle.html */
export function styleOf({ trafficControl, type }: InstanceDeploymentModel) {
  return {
    deploymentType: type,
    deploymentOption: trafficControl ? "WITH_TRAFFIC_CONTROL" : "WITHOUT_TRAFFIC_CONTROL",
  };
}

function revisionOf(bucket: string, { revision }: DeploymentRecord) {
  return { revisionType: "S3", s3Location: { bucket, key: revision.key, bundleType: "zip" } };
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BlueGreenDeploymentConfiguration.html */
function blueGreen(
  { ready, terminationWaitMinutes }: InstanceDeploymentModel,
  { endsOriginal = false, replacement }: DeploymentRecord,
) {
  return {
    targetInstances: { autoScalingGroups: [replacement] },
    instanceTerminationWaitTimeStarted: endsOriginal,
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: ready
        ? { actionOnTimeout: ready.onTimeout, waitTimeInMinutes: ready.waitMinutes }
        : { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
      greenFleetProvisioningOption: { action: "COPY_AUTO_SCALING_GROUP" },
      terminateBlueInstancesOnDeploymentSuccess: {
        action: "TERMINATE",
        terminationWaitTimeInMinutes: terminationWaitMinutes,
      },
    },
  };
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RollbackInfo.html */
function rollbackInfo({ rolledBackBy, rollsBack }: DeploymentRecord) {
  if (rolledBackBy) return { rollbackDeploymentId: rolledBackBy };
  return rollsBack ? { rollbackTriggeringDeploymentId: rollsBack } : undefined;
}

/**
 * What a deployment does to an instance. Labels are those of blue/green deployments alone.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_InstanceTarget.html
 */
export function instanceTarget({ id, replacement }: DeploymentRecord, targetId: string, target: Target) {
  const { events, role } = target;
  return {
    deploymentId: id,
    targetId,
    status: statusOf(target),
    ...(replacement && { instanceLabel: role === "original" ? "Blue" : "Green" }),
    lifecycleEvents: events.map(({ name, status, startedAt, endedAt, detail }) => ({
      lifecycleEventName: name,
      status,
      startTime: startedAt === undefined ? undefined : startedAt / 1000,
      endTime: endedAt === undefined ? undefined : endedAt / 1000,
      diagnostics: detail === undefined ? undefined : { errorCode: "ScriptFailed", message: detail },
    })),
  };
}

function statusOf({ events }: Target): Outcome | "Pending" {
  const some = (...statuses: (typeof events)[number]["status"][]) =>
    events.some(({ status }) => statuses.includes(status));
  if (some("Failed")) return "Failed";
  if (!some("Pending", "InProgress")) return "Succeeded";
  return some("InProgress", "Succeeded", "Skipped") ? "InProgress" : "Pending";
}

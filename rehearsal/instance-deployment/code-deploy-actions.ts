import { type Actions, AwsError } from "../aws/actions";
import { textsIn } from "../fleet/actions/input";
import type { InstanceDeployer } from "./deployer";
import { deploymentInfo, instanceTarget, styleOf } from "./described";
import type { DeploymentRecord, InstanceDeploymentModel } from "./model";

export interface CodeDeployActionsProps {
  readonly model: InstanceDeploymentModel;
  readonly deployer: Pick<
    InstanceDeployer,
    "autoScalingGroups" | "deployments" | "lastSuccessful" | "stop" | "underWay"
  >;
  readonly deploymentGroupId: string;
  /** Bucket that revisions lie in. */
  readonly bucket: string;
  /** Name of the hook that CodeDeploy has put on the groups that it deploys to. */
  readonly launchHook: string;
}

/**
 * CodeDeploy, as far as functions and scripts ask about deployments to instances.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_Operations.html
 */
export function codeDeployActions(props: CodeDeployActionsProps): Actions {
  const { deployer, model } = props;
  const found = (id: unknown): DeploymentRecord => {
    const record = deployer.deployments.find((one) => one.id === id);
    if (record) return record;
    throw new AwsError("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
  };
  const info = (record: DeploymentRecord) =>
    deploymentInfo({ ...props, deployments: deployer.deployments }, record);

  return {
    "codedeploy.GetDeploymentGroup": (input) => {
      checkGroup(model, input.applicationName, input.deploymentGroupName);
      return { deploymentGroupInfo: groupInfo(props) };
    },
    "codedeploy.BatchGetDeploymentGroups": (input) => {
      checkApplication(model, input.applicationName);
      const names = textsIn(input.deploymentGroupNames);
      return { deploymentGroupsInfo: names.includes(model.group) ? [groupInfo(props)] : [] };
    },
    "codedeploy.UpdateDeploymentGroup": (input) => {
      checkGroup(model, input.applicationName, input.currentDeploymentGroupName);
      if (input.autoScalingGroups !== undefined)
        deployer.autoScalingGroups = textsIn(input.autoScalingGroups);
      return { hooksNotCleanedUp: [] };
    },
    "codedeploy.GetDeployment": ({ deploymentId }) => ({ deploymentInfo: info(found(deploymentId)) }),
    "codedeploy.BatchGetDeployments": ({ deploymentIds }) => {
      const ids = textsIn(deploymentIds);
      return { deploymentsInfo: deployer.deployments.filter(({ id }) => ids.includes(id)).map(info) };
    },
    "codedeploy.ListDeployments": (input) => {
      if (input.applicationName !== undefined)
        checkGroup(model, input.applicationName, input.deploymentGroupName ?? model.group);
      const statuses = textsIn(input.includeOnlyStatuses);
      const listed = deployer.deployments.filter(
        ({ status }) => statuses.length === 0 || statuses.includes(status),
      );
      return { deployments: listed.map(({ id }) => id) };
    },
    "codedeploy.StopDeployment": ({ deploymentId }) => {
      const { id } = found(deploymentId);
      if (deployer.underWay !== id) {
        throw new AwsError(
          "DeploymentAlreadyCompletedException",
          `Deployment ${id} is already in a terminal state.`,
        );
      }
      deployer.stop();
      return { status: "Pending", statusMessage: "The deployment will be stopped" };
    },
    "codedeploy.ListDeploymentTargets": ({ deploymentId }) => ({
      targetIds: Object.keys(found(deploymentId).targets),
    }),
    "codedeploy.ListDeploymentInstances": ({ deploymentId }) => ({
      instancesList: Object.keys(found(deploymentId).instances),
    }),
    "codedeploy.BatchGetDeploymentTargets": ({ deploymentId, targetIds }) => {
      const record = found(deploymentId);
      const ids = textsIn(targetIds);
      return {
        deploymentTargets: Object.entries(record.targets)
          .filter(([id]) => ids.length === 0 || ids.includes(id))
          .map(([id, target]) => ({
            deploymentTargetType: "InstanceTarget",
            instanceTarget: instanceTarget(record, id, target),
          })),
      };
    },
  };
}

function checkApplication({ application }: InstanceDeploymentModel, name: unknown): void {
  if (name === application) return;
  throw new AwsError("ApplicationDoesNotExistException", `No application found for name: ${name}`);
}

function checkGroup(model: InstanceDeploymentModel, application: unknown, group: unknown): void {
  checkApplication(model, application);
  if (group === model.group) return;
  throw new AwsError("DeploymentGroupDoesNotExistException", `No Deployment Group found for name: ${group}`);
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentGroupInfo.html */
function groupInfo({ deployer, deploymentGroupId, launchHook, model }: CodeDeployActionsProps) {
  const [attempted] = deployer.deployments.filter(({ creator }) => creator !== "autoscaling");
  return {
    applicationName: model.application,
    deploymentGroupId,
    deploymentGroupName: model.group,
    computePlatform: "Server",
    autoScalingGroups: deployer.autoScalingGroups.map((name) => ({ name, hook: launchHook })),
    deploymentStyle: styleOf(model),
    alarmConfiguration: {
      enabled: model.alarms.length > 0,
      alarms: model.alarms.map((name) => ({ name })),
    },
    outdatedInstancesStrategy: model.updatesOutdated ? "UPDATE" : "IGNORE",
    lastSuccessfulDeployment: lastInfo(deployer.lastSuccessful),
    lastAttemptedDeployment: lastInfo(attempted),
  };
}

function lastInfo(record: DeploymentRecord | undefined) {
  if (!record) return undefined;
  const { completedAt, createdAt, id, status } = record;
  return {
    deploymentId: id,
    status,
    createTime: createdAt / 1000,
    endTime: completedAt === undefined ? undefined : completedAt / 1000,
  };
}

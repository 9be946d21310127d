import { CodedeployApp } from "@cdktf/provider-aws/lib/codedeploy-app";
import { CodedeployDeploymentConfig } from "@cdktf/provider-aws/lib/codedeploy-deployment-config";
import { CodedeployDeploymentGroup } from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import type { CodepipelineStageAction } from "@cdktf/provider-aws/lib/codepipeline";
import { Construct } from "constructs";
import type { AppInfra } from "../app_infra/app-infra";
import type { Cluster } from "../ecs/cluster";
import type { Account } from "../security/account";
import {
  passToTasks,
  readObjects,
  registerTaskDefinitions,
  shiftByCodeDeploy,
} from "../security/permissions";
import type { Roles } from "../security/roles";
import type { ArtifactStore } from "./artifact-store";
import { PREDEFINED_SHIFTS, type PredefinedShift, type TrafficShift } from "./traffic-shift";

/** A configuration of CodeDeploy's by name, or a linear or canary one of one's own. */
export type ShiftSetting = PredefinedShift | Exclude<TrafficShift, { type: "all-at-once" }>;

export type RollbackEvent = "DEPLOYMENT_FAILURE" | "DEPLOYMENT_STOP_ON_ALARM" | "DEPLOYMENT_STOP_ON_REQUEST";

export interface CodeDeployProps {
  readonly name: string;
  readonly account: Account;
  readonly cluster: Cluster;
  readonly appInfra: AppInfra;
  readonly roles: Roles<"deploy" | "deployAction" | "taskExecution" | "task">;
  readonly artifacts: ArtifactStore;
  readonly hookArn: string;
  readonly alarmNames: readonly string[];
  readonly configuration: ShiftSetting;
  /** Minutes that the original task set is kept after the shift, 0 to 2880. */
  readonly terminationWaitMinutes: number;
  /** Minutes to wait for a person before traffic shifts; 0 shifts at once. */
  readonly approvalWaitMinutes: number;
  readonly rollbackEvents: readonly RollbackEvent[];
}

/** The engine of the walkthrough: CodeDeploy replaces the task set and moves the listeners. */
export class CodeDeploy extends Construct {
  public readonly applicationName: string;
  public readonly groupName: string;
  private readonly actionRoleArn: string;

  constructor(scope: Construct, id: string, props: CodeDeployProps) {
    super(scope, id);
    const { name, cluster, appInfra, roles, approvalWaitMinutes } = props;
    const application = new CodedeployApp(this, "application", { name, computePlatform: "ECS" });
    const role = roles.of("deploy");
    role.allow(
      ...shiftByCodeDeploy({
        account: props.account,
        clusterName: cluster.name,
        clusterArn: cluster.arn,
        serviceName: appInfra.service.name,
        listenerArns: [appInfra.listeners.production.arn, appInfra.listeners.test.arn],
        hookArn: props.hookArn,
      }),
      passToTasks([roles.of("taskExecution").arn, roles.of("task").arn]),
    );
    const group = new CodedeployDeploymentGroup(this, "group", {
      appName: application.name,
      deploymentGroupName: name,
      serviceRoleArn: role.arn,
      deploymentConfigName: this.configurationName(name, props.configuration),
      deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
      ecsService: { clusterName: cluster.name, serviceName: appInfra.service.name },
      loadBalancerInfo: {
        targetGroupPairInfo: {
          prodTrafficRoute: { listenerArns: [appInfra.listeners.production.arn] },
          testTrafficRoute: { listenerArns: [appInfra.listeners.test.arn] },
          targetGroup: appInfra.targetGroups.all.map((targetGroup) => ({ name: targetGroup.name })),
        },
      },
      blueGreenDeploymentConfig: {
        deploymentReadyOption:
          approvalWaitMinutes > 0
            ? { actionOnTimeout: "STOP_DEPLOYMENT", waitTimeInMinutes: approvalWaitMinutes }
            : { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
        terminateBlueInstancesOnDeploymentSuccess: {
          action: "TERMINATE",
          terminationWaitTimeInMinutes: props.terminationWaitMinutes,
        },
      },
      autoRollbackConfiguration: {
        enabled: props.rollbackEvents.length > 0,
        events: [...props.rollbackEvents],
      },
      alarmConfiguration: { enabled: true, alarms: [...props.alarmNames] },
      dependsOn: role.permissions,
    });
    this.applicationName = application.name;
    this.groupName = group.deploymentGroupName;
    this.actionRoleArn = this.grantAction(props, application.arn, group.arn);
  }

  /** The pipeline's deploy action: registers the revision, and starts and follows the deployment. */
  public action(artifact: string): CodepipelineStageAction {
    return {
      name: "Deploy",
      category: "Deploy",
      owner: "AWS",
      provider: "CodeDeployToECS",
      version: "1",
      inputArtifacts: [artifact],
      configuration: {
        ApplicationName: this.applicationName,
        DeploymentGroupName: this.groupName,
        TaskDefinitionTemplateArtifact: artifact,
        TaskDefinitionTemplatePath: "taskdef.json",
        AppSpecTemplateArtifact: artifact,
        AppSpecTemplatePath: "appspec.yaml",
      },
      roleArn: this.actionRoleArn,
    };
  }

  private configurationName(name: string, configuration: ShiftSetting): string {
    if (typeof configuration === "string") return `CodeDeployDefault.${configuration}`;
    const { type, percent, minutes } = configuration;
    const timing = { interval: minutes, percentage: percent };
    return new CodedeployDeploymentConfig(this, "configuration", {
      deploymentConfigName: `${name}-${type}-${percent}-percent-${minutes}-minutes`,
      computePlatform: "ECS",
      trafficRoutingConfig:
        type === "linear"
          ? { type: "TimeBasedLinear", timeBasedLinear: timing }
          : { type: "TimeBasedCanary", timeBasedCanary: timing },
      // A group refers to one at any time: the next stands before the last goes.
      lifecycle: { createBeforeDestroy: true },
    }).deploymentConfigName;
  }

  /** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html#edit-role-codedeploy-ecs */
  private grantAction(props: CodeDeployProps, applicationArn: string, groupArn: string): string {
    const { account, artifacts, roles, appInfra } = props;
    const role = roles.of("deployAction");
    role.allow(
      {
        Action: [
          "codedeploy:GetApplication",
          "codedeploy:GetApplicationRevision",
          "codedeploy:RegisterApplicationRevision",
        ],
        Resource: [applicationArn],
      },
      { Action: ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"], Resource: [groupArn] },
      {
        Action: ["codedeploy:GetDeploymentConfig"],
        Resource: [account.arn("codedeploy", "deploymentconfig:*")],
      },
      ...registerTaskDefinitions(account, appInfra.family),
      passToTasks([roles.of("taskExecution").arn, roles.of("task").arn]),
      ...readObjects(artifacts.bucket.arn, artifacts.keyArn),
    );
    return role.arn;
  }
}

/** The shift behind a setting. */
export function resolveShift(configuration: ShiftSetting): TrafficShift {
  return typeof configuration === "string" ? PREDEFINED_SHIFTS[configuration] : configuration;
}

import { CodedeployApp } from "@cdktf/provider-aws/lib/codedeploy-app";
import { CodedeployDeploymentConfig } from "@cdktf/provider-aws/lib/codedeploy-deployment-config";
import {
  CodedeployDeploymentGroup,
  type CodedeployDeploymentGroupConfig,
} from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import type { CodepipelineStageAction } from "@cdktf/provider-aws/lib/codepipeline";
import { Construct } from "constructs";
import type { Account } from "../security/account";
import { readObjects } from "../security/permissions";
import type { Roles } from "../security/roles";
import type { ArtifactStore } from "./artifact-store";
import type { RollbackEvent } from "./code-deploy";
import { type CopyScope, deployInPlace, replaceGroups } from "./deploy-permissions";
import type { InstanceConfiguration } from "./minimum-healthy";

/** Instances are released to where they are, a few at a time. */
export interface InPlace {
  readonly type: "in-place";
  readonly configuration: InstanceConfiguration;
  /** Who takes an instance out of the load balancer: CodeDeploy, or scripts of the revision. */
  readonly trafficControl: "codedeploy" | "standby";
}

/** The group of instances is replaced by a copy that has the new revision. */
export interface BlueGreen extends Omit<CopyScope, "name" | "account" | "targetGroupArn"> {
  readonly type: "blue-green";
  /** It counts twice: for the copy's installation, and again for the way of users to it. */
  readonly configuration: InstanceConfiguration;
  /** Minutes that the original instances are kept after users were moved, 0 to 2880. */
  readonly terminationWaitMinutes: number;
  /** Minutes to wait for a person before users are moved; 0 moves them at once. */
  readonly approvalWaitMinutes: number;
}

export interface InstanceDeploymentProps {
  readonly name: string;
  readonly account: Account;
  readonly roles: Roles<"deployInstances" | "deployAction">;
  readonly artifacts: ArtifactStore;
  readonly targetGroup: { readonly name: string; readonly arn: string };
  /** Auto Scaling groups whose instances are released to; with blue/green those of the beginning. */
  readonly groups: readonly string[];
  readonly way: InPlace | BlueGreen;
  readonly alarmNames: readonly string[];
  readonly rollbackEvents: readonly RollbackEvent[];
}

type Style = Pick<
  CodedeployDeploymentGroupConfig,
  "deploymentStyle" | "blueGreenDeploymentConfig" | "loadBalancerInfo" | "lifecycle"
>;

/** CodeDeploy on instances: an application, its one deployment group, and the pipeline's deploy action. */
export class InstanceDeployment extends Construct {
  public readonly applicationName: string;
  public readonly groupName: string;
  private readonly actionRoleArn: string;

  constructor(scope: Construct, id: string, props: InstanceDeploymentProps) {
    super(scope, id);
    const { name, account, roles, targetGroup, way } = props;
    const application = new CodedeployApp(this, "application", { name, computePlatform: "Server" });
    const role = roles.of("deployInstances");
    const within = { name, account, targetGroupArn: targetGroup.arn };
    role.allow(...(way.type === "in-place" ? deployInPlace(within) : replaceGroups({ ...way, ...within })));
    const group = new CodedeployDeploymentGroup(this, "group", {
      appName: application.name,
      deploymentGroupName: name,
      serviceRoleArn: role.arn,
      autoscalingGroups: [...props.groups],
      deploymentConfigName: this.configurationName(name, way.configuration),
      ...(way.type === "in-place" ? inPlace(way, targetGroup.name) : blueGreen(way, targetGroup.name)),
      // What was launched while a release went on, with the revision before it, is brought up to date behind it.
      // @see https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html
      outdatedInstancesStrategy: "UPDATE",
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

  /** The pipeline's deploy action: the artifact is the revision. */
  public action(artifact: string): CodepipelineStageAction {
    return {
      name: "Deploy",
      category: "Deploy",
      owner: "AWS",
      provider: "CodeDeploy",
      version: "1",
      inputArtifacts: [artifact],
      configuration: { ApplicationName: this.applicationName, DeploymentGroupName: this.groupName },
      roleArn: this.actionRoleArn,
    };
  }

  private configurationName(name: string, configuration: InstanceConfiguration): string {
    if (typeof configuration === "string") return `CodeDeployDefault.${configuration}`;
    const [type, value, unit] =
      configuration.minimumHealthyHosts === undefined
        ? (["FLEET_PERCENT", configuration.minimumHealthyPercent ?? 0, "percent"] as const)
        : (["HOST_COUNT", configuration.minimumHealthyHosts, "hosts"] as const);
    return new CodedeployDeploymentConfig(this, "configuration", {
      deploymentConfigName: `${name}-${value}-healthy-${unit}`,
      computePlatform: "Server",
      minimumHealthyHosts: { type, value },
      // A group refers to one at any time: the next stands before the last goes.
      lifecycle: { createBeforeDestroy: true },
    }).deploymentConfigName;
  }

  /** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeDeploy.html */
  private grantAction(props: InstanceDeploymentProps, applicationArn: string, groupArn: string): string {
    const { account, artifacts, roles } = props;
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
      ...readObjects(artifacts.bucket.arn, artifacts.keyArn),
    );
    return role.arn;
  }
}

function inPlace({ trafficControl }: InPlace, targetGroup: string): Style {
  const controlled = trafficControl === "codedeploy";
  return {
    deploymentStyle: {
      deploymentType: "IN_PLACE",
      deploymentOption: controlled ? "WITH_TRAFFIC_CONTROL" : "WITHOUT_TRAFFIC_CONTROL",
    },
    loadBalancerInfo: controlled ? { targetGroupInfo: [{ name: targetGroup }] } : undefined,
  };
}

function blueGreen({ approvalWaitMinutes, terminationWaitMinutes }: BlueGreen, targetGroup: string): Style {
  return {
    deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
    loadBalancerInfo: { targetGroupInfo: [{ name: targetGroup }] },
    blueGreenDeploymentConfig: {
      greenFleetProvisioningOption: { action: "COPY_AUTO_SCALING_GROUP" },
      deploymentReadyOption:
        approvalWaitMinutes > 0
          ? { actionOnTimeout: "STOP_DEPLOYMENT", waitTimeInMinutes: approvalWaitMinutes }
          : { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
      terminateBlueInstancesOnDeploymentSuccess: {
        action: "TERMINATE",
        terminationWaitTimeInMinutes: terminationWaitMinutes,
      },
    },
    // Each release puts its copy in the place of the group that was there.
    lifecycle: { ignoreChanges: ["autoscaling_groups"] },
  };
}

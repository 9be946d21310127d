import type { CodepipelineStageAction } from "@cdktf/provider-aws/lib/codepipeline";
import type { EcsServiceDeploymentConfiguration } from "@cdktf/provider-aws/lib/ecs-service";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { Construct } from "constructs";
import type { AppInfra } from "../app_infra/app-infra";
import { CONTAINER_NAME } from "../app_infra/container";
import { dependOn } from "../depend-on";
import type { Cluster } from "../ecs/cluster";
import type { Account } from "../security/account";
import { passToTasks, registerTaskDefinitions, runBuilds, shiftByEcs } from "../security/permissions";
import type { Roles } from "../security/roles";
import type { ArtifactStore } from "./artifact-store";
import { BuildProject, readSettings, settingVariables } from "./build-project";
import { type RollbackEvent, resolveShift, type ShiftSetting } from "./code-deploy";
import { shiftMinutes, type TrafficShift } from "./traffic-shift";

export interface EcsNativeProps {
  readonly name: string;
  readonly account: Account;
  readonly cluster: Cluster;
  readonly appInfra: AppInfra;
  readonly roles: Roles<
    "infrastructure" | "callHook" | "release" | "deployAction" | "taskExecution" | "task"
  >;
  readonly artifacts: ArtifactStore;
  readonly containerPort: number;
  readonly hookArn: string;
  readonly alarmNames: readonly string[];
  readonly configuration: ShiftSetting;
  /** Minutes that the original tasks are kept after the shift, 0 to 1440. */
  readonly bakeMinutes: number;
  readonly rollbackEvents: readonly RollbackEvent[];
}

/** The other engine: ECS's own deployment controller replaces tasks and moves listener rules. */
export class EcsNative extends Construct {
  private readonly release: BuildProject;
  private readonly actionRoleArn: string;

  constructor(scope: Construct, id: string, props: EcsNativeProps) {
    super(scope, id);
    const { appInfra, roles } = props;
    const { production, test } = appInfra.listeners;
    const productionRule = this.rule("production", production.arn, appInfra);
    const testRule = this.rule("test", test.arn, appInfra);
    const infrastructure = roles.of("infrastructure");
    infrastructure.allow(
      ...shiftByEcs(
        [productionRule.arn, testRule.arn],
        appInfra.targetGroups.all.map(({ arn }) => arn),
      ),
    );
    roles.of("callHook").allow({ Action: ["lambda:InvokeFunction"], Resource: [props.hookArn] });

    const service = appInfra.service.resource;
    service.putDeploymentConfiguration({
      ...strategy(resolveShift(props.configuration)),
      bakeTimeInMinutes: String(props.bakeMinutes),
      lifecycleHook: [
        {
          hookTargetArn: props.hookArn,
          roleArn: roles.of("callHook").arn,
          lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"],
        },
      ],
    });
    const rollsBack = (event: RollbackEvent) => props.rollbackEvents.includes(event);
    service.putAlarms({
      alarmNames: [...props.alarmNames],
      enable: true,
      rollback: rollsBack("DEPLOYMENT_STOP_ON_ALARM"),
    });
    // Without it ECS starts tasks that end at once again and again, and the release goes on for ever.
    service.putDeploymentCircuitBreaker({ enable: true, rollback: rollsBack("DEPLOYMENT_FAILURE") });
    service.putLoadBalancer([
      {
        targetGroupArn: appInfra.targetGroups.blue.arn,
        containerName: CONTAINER_NAME,
        containerPort: props.containerPort,
        advancedConfiguration: {
          alternateTargetGroupArn: appInfra.targetGroups.green.arn,
          productionListenerRule: productionRule.arn,
          testListenerRule: testRule.arn,
          roleArn: infrastructure.arn,
        },
      },
    ]);
    dependOn(service, [...infrastructure.permissions, ...roles.of("callHook").permissions]);

    this.release = this.releaseProject(props);
    const action = roles.of("deployAction");
    action.allow(runBuilds([this.release.arn]));
    this.actionRoleArn = action.arn;
  }

  /** The pipeline's deploy action: registers the revision, updates the service, and follows the deployment. */
  public action(artifact: string): CodepipelineStageAction {
    return this.release.action({ name: "Deploy", category: "Build", roleArn: this.actionRoleArn }, artifact);
  }

  /** ECS moves rules, not default actions: each listener has one for every path. */
  private rule(
    kind: string,
    listenerArn: string,
    { targetGroups: { blue, green } }: AppInfra,
  ): LbListenerRule {
    return new LbListenerRule(this, `${kind}-rule`, {
      listenerArn,
      priority: 100,
      condition: [{ pathPattern: { values: ["/*"] } }],
      action: [
        {
          type: "forward",
          forward: {
            targetGroup: [
              { arn: blue.arn, weight: 100 },
              { arn: green.arn, weight: 0 },
            ],
          },
        },
      ],
      // Each release moves the weights.
      lifecycle: { ignoreChanges: ["action"] },
    });
  }

  private releaseProject(props: EcsNativeProps): BuildProject {
    const { name, account, appInfra, cluster, roles } = props;
    const serviceName = appInfra.service.name;
    const role = roles.of("release");
    const where = appInfra.settings.filter(({ variable }) => variable !== "TASK_DEFINITION_TEMPLATE");
    role.allow(
      readSettings(where),
      ...registerTaskDefinitions(account, appInfra.family),
      passToTasks([roles.of("taskExecution").arn, roles.of("task").arn]),
      {
        Action: ["ecs:DescribeServices", "ecs:ListServiceDeployments", "ecs:UpdateService"],
        Resource: [account.arn("ecs", `service/${cluster.name}/${serviceName}`)],
      },
      {
        Action: ["ecs:DescribeServiceDeployments"],
        Resource: [account.arn("ecs", `service-deployment/${cluster.name}/${serviceName}/*`)],
      },
    );
    return new BuildProject(this, "release", {
      name: `${name}-release`,
      description: `Releases ${name} and waits until ECS has shifted or rolled back`,
      role,
      artifacts: props.artifacts,
      buildspec: RELEASE_BUILDSPEC,
      // The shift, the bake, and as much again for tasks to start and stop.
      timeoutMinutes: Math.min(
        2160,
        2 * (shiftMinutes(resolveShift(props.configuration)) + props.bakeMinutes) + 30,
      ),
      variables: { CLUSTER: cluster.name, SERVICE: serviceName, ...settingVariables(where) },
    });
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
function strategy(shift: TrafficShift): EcsServiceDeploymentConfiguration {
  switch (shift.type) {
    case "all-at-once":
      return { strategy: "BLUE_GREEN" };
    case "linear":
      return {
        strategy: "LINEAR",
        linearConfiguration: { stepPercent: shift.percent, stepBakeTimeInMinutes: String(shift.minutes) },
      };
    case "canary":
      return {
        strategy: "CANARY",
        canaryConfiguration: { canaryPercent: shift.percent, canaryBakeTimeInMinutes: String(shift.minutes) },
      };
  }
}

/** Follows one deployment to its end: only SUCCESSFUL ends the build well. */
const RELEASE_SCRIPT = `
set -euo pipefail
revision=$(aws ecs register-task-definition --cli-input-json file://taskdef.json --query taskDefinition.taskDefinitionArn --output text)
echo "Registered $revision"
newest() {
  aws ecs list-service-deployments --cluster "$CLUSTER" --service "$SERVICE" --query 'sort_by(serviceDeployments, &createdAt)[-1].serviceDeploymentArn' --output text
}
before=$(newest)
aws ecs update-service --cluster "$CLUSTER" --service "$SERVICE" --task-definition "$revision" --capacity-provider-strategy "$CAPACITY_PROVIDER_STRATEGY" --network-configuration "$NETWORK_CONFIGURATION" --force-new-deployment --output text --query service.status
deployment=$before
while [ "$deployment" = "$before" ]; do
  sleep 5
  deployment=$(newest)
done
echo "Following $deployment"
while true; do
  status=$(aws ecs describe-service-deployments --service-deployment-arns "$deployment" --query 'serviceDeployments[0].status' --output text)
  echo "$status"
  case "$status" in
    SUCCESSFUL) exit 0 ;;
    STOPPED | ROLLBACK_SUCCESSFUL | ROLLBACK_FAILED) exit 1 ;;
  esac
  sleep 15
done
`.trim();

const RELEASE_BUILDSPEC = JSON.stringify({
  version: 0.2,
  env: { shell: "bash" },
  phases: { build: { commands: [RELEASE_SCRIPT] } },
});

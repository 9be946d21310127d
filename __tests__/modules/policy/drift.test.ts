import { AlbListener } from "@cdktf/provider-aws/lib/alb-listener";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { AutoscalingGroup, type AutoscalingGroupConfig } from "@cdktf/provider-aws/lib/autoscaling-group";
import { CodedeployDeploymentGroup } from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import type { TerraformResourceLifecycle, TerraformStack } from "cdktf";
import { findingsOf } from "./helpers";

const ignore = (...ignoreChanges: string[]): TerraformResourceLifecycle => ({ ignoreChanges });

describe("service that CodeDeploy releases (BG-DRIFT-001)", () => {
  const service = (lifecycle?: TerraformResourceLifecycle, type = "CODE_DEPLOY") =>
    findingsOf(
      "BG-DRIFT-001",
      (stack) => new EcsService(stack, "Service", { name: "app", deploymentController: { type }, lifecycle }),
    );

  test("can ignore what CodeDeploy changes, one by one, all, or by an override", () => {
    expect(service(ignore("task_definition", "load_balancer", "desired_count"))).toEqual([]);
    expect(service({ ignoreChanges: "all" })).toEqual([]);
    const overridden = findingsOf("BG-DRIFT-001", (stack) => {
      const service = new EcsService(stack, "Service", {
        name: "app",
        deploymentController: { type: "CODE_DEPLOY" },
      });
      service.addOverride("lifecycle.ignore_changes", ["task_definition", "load_balancer", "desired_count"]);
    });
    expect(overridden).toEqual([]);
  });

  test("fails with the attributes that are missing", () => {
    expect(service(ignore("task_definition"))).toEqual([
      "Service: CodeDeploy changes load_balancer, desired_count, and the next apply would undo that",
    ]);
    expect(service()).toHaveLength(1);
  });

  test("is no matter of ECS's own controller", () => {
    expect(service(undefined, "ECS")).toEqual([]);
  });
});

describe("routes that a release shifts (BG-DRIFT-002)", () => {
  const action = [{ type: "forward" }];
  const group = (stack: TerraformStack, production: LbListener | AlbListener, test: LbListener) =>
    new CodedeployDeploymentGroup(stack, "Group", {
      appName: "app",
      deploymentGroupName: "group",
      serviceRoleArn: "arn:role",
      loadBalancerInfo: {
        targetGroupPairInfo: {
          prodTrafficRoute: { listenerArns: [production.arn] },
          testTrafficRoute: { listenerArns: [test.arn] },
          targetGroup: [{ name: "blue" }, { name: "green" }],
        },
      },
    });
  const listeners = (lifecycle?: TerraformResourceLifecycle) =>
    findingsOf("BG-DRIFT-002", (stack) => {
      const config = { loadBalancerArn: "arn:lb", defaultAction: action, lifecycle };
      group(stack, new AlbListener(stack, "Production", config), new LbListener(stack, "Test", config));
    });
  const nativeRule = (lifecycle?: TerraformResourceLifecycle) =>
    findingsOf("BG-DRIFT-002", (stack) => {
      const condition = [{ pathPattern: { values: ["/*"] } }];
      const rule = new LbListenerRule(stack, "Rule", {
        listenerArn: "arn:listener",
        action,
        condition,
        lifecycle,
      });
      const advancedConfiguration = {
        alternateTargetGroupArn: "arn:green",
        productionListenerRule: rule.arn,
        roleArn: "arn:role",
      };
      new EcsService(stack, "Service", {
        name: "app",
        loadBalancer: [{ containerName: "app", containerPort: 80, advancedConfiguration }],
      });
    });

  test("can ignore it", () => {
    expect(listeners(ignore("default_action"))).toEqual([]);
    expect(nativeRule(ignore("action"))).toEqual([]);
  });

  test("fails for each listener, and for the rule that ECS shifts", () => {
    const message =
      "aws_codedeploy_deployment_group.Group changes default_action, and the next apply would undo that";
    expect(listeners()).toEqual([`Production: ${message}`, `Test: ${message}`]);
    expect(nativeRule()).toEqual([
      "Rule: aws_ecs_service.Service changes action, and the next apply would undo that",
    ]);
  });

  test("is no matter of other listeners", () => {
    const found = findingsOf(
      "BG-DRIFT-002",
      (stack) => new LbListener(stack, "Redirect", { loadBalancerArn: "arn:lb", defaultAction: action }),
    );
    expect(found).toEqual([]);
  });
});

describe("service that scales (BG-DRIFT-003)", () => {
  const scaled = (resourceId: (service: EcsService) => string, lifecycle?: TerraformResourceLifecycle) =>
    findingsOf("BG-DRIFT-003", (stack) => {
      const service = new EcsService(stack, "Service", { name: "app", lifecycle });
      const dimension = { serviceNamespace: "ecs", scalableDimension: "ecs:service:DesiredCount" };
      new AppautoscalingTarget(stack, "Scaling", {
        ...dimension,
        minCapacity: 1,
        maxCapacity: 4,
        resourceId: resourceId(service),
      });
    });

  test("can ignore the number of tasks", () => {
    expect(scaled(({ name }) => `service/cluster/${name}`, ignore("desired_count"))).toEqual([]);
    expect(scaled(() => "service/cluster/other")).toEqual([]);
  });

  test("is not confused with a service beside it that scales", () => {
    const found = findingsOf("BG-DRIFT-003", (stack) => {
      const scaling = new EcsService(stack, "Service", { name: "app", lifecycle: ignore("desired_count") });
      new EcsService(stack, "Steady", { name: "steady" });
      new AppautoscalingTarget(stack, "Scaling", {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        minCapacity: 1,
        maxCapacity: 4,
        resourceId: `service/cluster/${scaling.getStringAttribute("name")}`,
      });
    });
    expect(found).toEqual([]);
  });

  test("fails when it is scaled by reference or by name", () => {
    expect(
      scaled((service) => `service/\${aws_ecs_cluster.c.name}/${service.getStringAttribute("name")}`),
    ).toEqual([
      "Service: aws_appautoscaling_target.Scaling changes desired_count, and the next apply would undo that",
    ]);
    expect(scaled(() => "service/cluster/app")).toHaveLength(1);
  });
});

describe("deployment group of a fleet (BG-DRIFT-004)", () => {
  const fleet = (action: string, lifecycle?: TerraformResourceLifecycle) =>
    findingsOf("BG-DRIFT-004", (stack) => {
      const names = { appName: "app", deploymentGroupName: "group", serviceRoleArn: "arn:role" };
      const blueGreenDeploymentConfig = { greenFleetProvisioningOption: { action } };
      new CodedeployDeploymentGroup(stack, "Group", { ...names, blueGreenDeploymentConfig, lifecycle });
    });

  test("fails when it does not ignore the Auto Scaling group that is copied", () => {
    expect(fleet("COPY_AUTO_SCALING_GROUP")).toEqual([
      expect.stringContaining("each deployment changes autoscaling_groups"),
    ]);
    expect(fleet("COPY_AUTO_SCALING_GROUP", ignore("autoscaling_groups"))).toEqual([]);
    expect(fleet("DISCOVER_EXISTING")).toEqual([]);
  });
});

describe("Auto Scaling group of a fleet", () => {
  const fleet = (rule: string, action: string | undefined, group: Partial<AutoscalingGroupConfig> = {}) =>
    findingsOf(rule, (stack) => {
      const own = new AutoscalingGroup(stack, "Own", { name: "web", minSize: 1, maxSize: 4, ...group });
      new CodedeployDeploymentGroup(stack, "Group", {
        appName: "app",
        deploymentGroupName: "group",
        serviceRoleArn: "arn:role",
        autoscalingGroups: [own.name],
        blueGreenDeploymentConfig: action ? { greenFleetProvisioningOption: { action } } : undefined,
        lifecycle: ignore("autoscaling_groups"),
      });
    });

  test("fails where CodeDeploy copies it and Terraform would make it again (BG-DRIFT-005)", () => {
    expect(fleet("BG-DRIFT-005", "COPY_AUTO_SCALING_GROUP")).toEqual([
      "Group: copies aws_autoscaling_group.Own, and deletes it once users are on the copy: the next apply would make it again",
    ]);
  });

  test("can stay where it is released to in place (BG-DRIFT-005)", () => {
    expect(fleet("BG-DRIFT-005", undefined)).toEqual([]);
  });

  test("fails where Terraform would set its size back (BG-DRIFT-006)", () => {
    expect(fleet("BG-DRIFT-006", undefined, { desiredCapacity: 2 })).toEqual([
      "Own: auto scaling, or an instance in standby, changes desired_capacity, and the next apply would undo that",
    ]);
  });

  test("can leave its size alone (BG-DRIFT-006)", () => {
    expect(fleet("BG-DRIFT-006", undefined)).toEqual([]);
    const left = { desiredCapacity: 2, lifecycle: ignore("desired_capacity") };
    expect(fleet("BG-DRIFT-006", undefined, left)).toEqual([]);
  });
});

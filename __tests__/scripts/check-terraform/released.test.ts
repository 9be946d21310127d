import { movesOf, releasedOverride, releasedTestFile } from "../../../scripts/check-terraform/released";
import { STACK } from "./stack";

const moves = movesOf(STACK);

describe("movesOf", () => {
  test("finds every attribute that a release moves", () => {
    expect(moves.map(({ resource, attribute }) => `${resource.address}.${attribute}`)).toEqual([
      "aws_ecs_service.app.task_definition",
      "aws_ecs_service.app.load_balancer",
      "aws_ecs_service.app.network_configuration",
      "aws_ecs_service.app.desired_count",
      "aws_ecs_service.app.capacity_provider_strategy",
      "aws_lb_listener.production.default_action",
    ]);
  });
});

describe("releasedOverride", () => {
  test("lets Terraform decide between the released value and the declared one", () => {
    expect(releasedOverride(moves, { guarded: true })).toEqual({
      resource: {
        aws_ecs_service: {
          app: {
            task_definition:
              '${var.released ? "arn:aws:ecs:us-east-1:123456789012:task-definition/shop:7" : aws_ecs_task_definition.placeholder.arn}',
            network_configuration: {
              assign_public_ip: "${var.released ? true : false}",
              subnets: ["subnet-1"],
            },
            desired_count: "${var.released ? 5 : 2}",
            capacity_provider_strategy: [
              { capacity_provider: "FARGATE", weight: "${var.released ? 107 : 100}" },
            ],
            load_balancer: [
              {
                container_name: "app",
                target_group_arn:
                  "${var.released ? aws_lb_target_group.app_green.arn : aws_lb_target_group.app_blue.arn}",
              },
            ],
          },
        },
        aws_lb_listener: {
          production: {
            default_action: [
              {
                type: "forward",
                target_group_arn:
                  "${var.released ? aws_lb_target_group.app_green.arn : aws_lb_target_group.app_blue.arn}",
              },
            ],
          },
        },
      },
    });
  });

  test("can take the guard away from everything that moves", () => {
    expect(releasedOverride(moves, { guarded: false })).toMatchObject({
      resource: {
        aws_ecs_service: { app: { lifecycle: { ignore_changes: ["tags"] } } },
        aws_lb_listener: { production: { lifecycle: { ignore_changes: ["tags"] } } },
      },
    });
  });
});

describe("a service whose tasks ECS itself replaces", () => {
  const service = (attributes: object) => ({
    ...STACK,
    resource: {
      aws_ecs_service: {
        app: {
          task_definition: "arn",
          desired_count: 2,
          network_configuration: { assign_public_ip: false },
          capacity_provider_strategy: [{ weight: 1 }],
          ...attributes,
        },
      },
    },
  });

  test.each([
    [{ deployment_controller: { type: "ECS" } }, ["task_definition", "desired_count"]],
    [
      { deployment_controller: { type: "ECS" }, deployment_configuration: { strategy: "LINEAR" } },
      ["task_definition", "network_configuration", "desired_count", "capacity_provider_strategy"],
    ],
  ])("is moved in what a release brings: %j", (attributes, moved) => {
    expect(movesOf(service(attributes)).map(({ attribute }) => attribute)).toEqual(moved);
  });
});

describe("a group of instances", () => {
  const group = {
    ...STACK,
    resource: {
      aws_autoscaling_group: { web: { desired_capacity: 3, max_size: 6, target_group_arns: ["arn"] } },
    },
  };

  test("is left by a release at another size, with processes suspended", () => {
    expect(releasedOverride(movesOf(group), { guarded: true })).toEqual({
      resource: {
        aws_autoscaling_group: {
          web: {
            desired_capacity: "${var.released ? 4 : 3}",
            suspended_processes: '${var.released ? ["AZRebalance","ReplaceUnhealthy"] : null}',
          },
        },
      },
    });
  });

  test("is moved by no release where Terraform declares neither its size nor its users", () => {
    const cluster = { ...STACK, resource: { aws_autoscaling_group: { cluster: { max_size: 6 } } } };
    expect(movesOf(cluster)).toEqual([]);
  });

  test("has no tags to name once the guard is gone", () => {
    expect(releasedOverride(movesOf(group), { guarded: false })).toMatchObject({
      resource: { aws_autoscaling_group: { web: { lifecycle: { ignore_changes: ["tag"] } } } },
    });
  });
});

describe("releasedTestFile", () => {
  test("makes the stack as a release leaves it, then plans it as it is declared", () => {
    const { run } = releasedTestFile(STACK, {});

    expect(Object.values(run)).toEqual([
      { command: "apply", variables: { released: true } },
      { command: "plan", variables: { released: false } },
    ]);
  });
});

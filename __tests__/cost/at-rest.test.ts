import { FARGATE, sheetOf } from "./fixture";

/** Count and USD a month of each price. */
function held(...args: Parameters<typeof sheetOf>): Record<string, [count: number, month: number]> {
  return Object.fromEntries(
    sheetOf(...args).atRest.map(({ price, count, month }) => [price, [count, month]]),
  );
}

function service(changes: object, definition: object = {}) {
  return {
    aws_ecs_service: { app: { ...FARGATE.aws_ecs_service.app, ...changes } },
    aws_ecs_task_definition: { app: { ...FARGATE.aws_ecs_task_definition.app, ...definition } },
  };
}

describe("what is paid for all the time", () => {
  test("can price a network by the hour, at 730 hours a month", () => {
    const sheet = sheetOf({
      aws_nat_gateway: { a: {}, b: {} },
      aws_eip: { a: {} },
      aws_lb: { app: { internal: false, subnets: ["${aws_subnet.a.id}", "${aws_subnet.b.id}"] } },
      aws_vpc_endpoint: {
        logs: { vpc_endpoint_type: "Interface", subnet_ids: ["a", "b"] },
        s3: { vpc_endpoint_type: "Gateway" },
      },
    });
    expect(
      sheet.atRest.map(({ resource, count, unitPrice, month }) => [resource, count, unitPrice, month]),
    ).toEqual([
      ["aws_nat_gateway.a", 1, 0.045, 32.85],
      ["aws_nat_gateway.b", 1, 0.045, 32.85],
      ["aws_eip.a", 1, 0.005, 3.65],
      ["aws_lb.app", 1, 0.0225, 16.425],
      ["aws_lb.app", 2, 0.005, 7.3],
      ["aws_vpc_endpoint.logs", 2, 0.01, 14.6],
    ]);
    expect(sheet.month).toBe(107.675);
  });

  test("can leave out the addresses of an internal load balancer", () => {
    expect(held({ aws_lb: { app: { internal: true, subnets: ["a", "b"] } } })).toEqual({
      albHour: [1, 16.425],
    });
  });

  test("can price the tasks of a service on Fargate", () => {
    expect(held(FARGATE)).toEqual({ fargateX86VcpuHour: [0.5, 14.7752], fargateX86GbHour: [1, 3.2449] });
  });

  test("can price arm64", () => {
    expect(held(service({}, { runtime_platform: { cpu_architecture: "ARM64" } }))).toEqual({
      fargateArmVcpuHour: [0.5, 11.8187],
      fargateArmGbHour: [1, 2.5988],
    });
  });

  test("can put tasks on Spot as bases and weights say", () => {
    const capacity_provider_strategy = [
      { capacity_provider: "FARGATE", base: 1, weight: 25 },
      { capacity_provider: "FARGATE_SPOT", weight: 75 },
    ];
    const sheet = sheetOf(
      service({ desired_count: 5, capacity_provider_strategy }, { cpu: "1024", memory: "2048" }),
    );
    expect(sheet.atRest.map(({ price, count, estimate }) => [price, count, estimate])).toEqual([
      ["fargateX86VcpuHour", 2, false],
      ["fargateX86GbHour", 4, false],
      ["fargateX86SpotVcpuHour", 3, true],
      ["fargateX86SpotGbHour", 6, true],
    ]);
    expect(sheet.notes).toEqual(["roughly: Fargate Spot vCPU, x86_64; Fargate Spot GB of memory, x86_64"]);
  });

  test("can put tasks on Spot first", () => {
    const capacity_provider_strategy = [
      { capacity_provider: "FARGATE", weight: 1 },
      { capacity_provider: "FARGATE_SPOT", base: 2, weight: 1 },
    ];
    const { fargateX86VcpuHour, fargateX86SpotVcpuHour } = held(
      service({ desired_count: 4, capacity_provider_strategy }, { cpu: "1024" }),
    );
    expect([fargateX86VcpuHour?.[0], fargateX86SpotVcpuHour?.[0]]).toEqual([1, 3]);
  });

  test("can price the public addresses of tasks", () => {
    const sheet = held(service({ network_configuration: { assign_public_ip: true } }));
    expect(sheet.publicIpv4Hour).toEqual([2, 7.3]);
  });

  test("can price an alarm by its metrics and their period", () => {
    const metric = (period: number) => ({ metric: { metric_name: "m", period } });
    const alarm = { metric_name: "m", period: 60 };
    const rate = { metric_query: [{ expression: "a/b" }, metric(60), metric(60)] };
    const fast = { metric_query: [{ expression: "a/b" }, metric(10), metric(10)] };
    const sheet = sheetOf({ aws_cloudwatch_metric_alarm: { alarm, rate, fast } });
    expect(sheet.atRest.map(({ resource, count, month }) => [resource, count, month])).toEqual([
      ["aws_cloudwatch_metric_alarm.alarm", 1, 0.1],
      ["aws_cloudwatch_metric_alarm.rate", 2, 0.2],
      ["aws_cloudwatch_metric_alarm.fast", 2, 0.6],
    ]);
  });

  test("can price what costs by the month", () => {
    const sheet = sheetOf({
      aws_kms_key: { a: {} },
      aws_secretsmanager_secret: { a: {} },
      aws_cloudwatch_dashboard: { a: {} },
      aws_cloudwatch_composite_alarm: { a: {} },
      aws_route53_zone: { a: {} },
      aws_ssm_parameter: { a: { tier: "Advanced" }, b: { tier: "Standard" } },
    });
    expect(sheet.atRest.map(({ month }) => month)).toEqual([1, 0.4, 3, 0.5, 0.5, 0.05]);
    expect(sheet.month).toBe(5.45);
  });
});

describe("what cannot be told", () => {
  test.each([
    [
      "a task definition elsewhere",
      service({ task_definition: "arn:aws:ecs:::x" }),
      "its task definition is not in this stack",
    ],
    [
      "tasks of whatever place",
      service({}, { requires_compatibilities: undefined }),
      "its task definition does not say where it runs",
    ],
    [
      "a count that is an expression",
      service({ desired_count: "${var.n}" }),
      "desired_count is ${var.n}, and only AWS or Terraform can tell it",
    ],
    [
      "a size that is left out",
      service({}, { cpu: undefined }),
      "cpu is not set, and only AWS or Terraform can tell it",
    ],
  ])("is said of %s, and not counted", (_, resources, reason) => {
    const sheet = sheetOf(resources);
    expect(sheet.notes).toEqual([`not counted: aws_ecs_service.app, since ${reason}`]);
    expect(sheet.month).toBe(0);
  });

  test("are not tasks on instances, which cost what the instances do", () => {
    expect(sheetOf(service({}, { requires_compatibilities: ["EC2"] })).notes).toEqual([]);
  });

  test("is said of a list that is an expression", () => {
    const { notes, atRest } = sheetOf({ aws_lb: { app: { subnets: "${var.subnets}" } } });
    expect(notes).toEqual([
      "not counted: aws_lb.app, since subnets is ${var.subnets}, and only Terraform can tell how many that are",
    ]);
    expect(atRest).toEqual([]);
  });

  test("is said of load balancers and builds of another type", () => {
    const { notes } = sheetOf({
      aws_lb: { app: { load_balancer_type: "gateway" } },
      aws_codebuild_project: {
        app: { environment: { type: "WINDOWS_CONTAINER", compute_type: "BUILD_GENERAL1_LARGE" } },
      },
    });
    expect(notes).toEqual([
      "not counted: aws_lb.app, since no price is known for a load balancer of type gateway",
      "not counted: aws_codebuild_project.app, since no price is known for a build on WINDOWS_CONTAINER BUILD_GENERAL1_LARGE",
    ]);
  });

  test("is said of unknown types once, but not of free ones or of other providers", () => {
    const { unknown, month } = sheetOf({
      aws_rds_cluster: { a: {}, b: {} },
      aws_elasticache_cluster: { a: {} },
      aws_vpc: { a: {} },
      random_id: { a: {} },
    });
    expect(unknown).toEqual(["aws_elasticache_cluster", "aws_rds_cluster"]);
    expect(month).toBe(0);
  });

  test("is said of a region that is not the price list's", () => {
    expect(sheetOf({}, "eu-central-1").notes).toEqual(["the stack is in eu-central-1, where prices differ"]);
    expect(sheetOf({}, "us-east-1").notes).toEqual([]);
  });

  test("is not taken for a defect: that is thrown", () => {
    expect(() => sheetOf({ aws_lb: { app: null as never } })).toThrow(TypeError);
  });
});

import { summariseCost } from "../../cost";
import { FARGATE, GROUP, INSTANCES, sheetOf, terraformJson } from "./fixture";

function group(configuration: string, wait = 5) {
  return {
    ecs_service: { service_name: "${aws_ecs_service.app.name}", cluster_name: "c" },
    deployment_config_name: configuration,
    blue_green_deployment_config: {
      terminate_blue_instances_on_deployment_success: {
        action: "TERMINATE",
        termination_wait_time_in_minutes: wait,
      },
    },
  };
}

function withGroup(configuration: string, more: object = {}) {
  return { ...FARGATE, aws_codedeploy_deployment_group: { app: group(configuration) }, ...more };
}

const build = {
  name: "Build",
  category: "Build",
  provider: "CodeBuild",
  configuration: { ProjectName: "${aws_codebuild_project.app.name}" },
};
const PIPELINE = {
  aws_codebuild_project: {
    app: { environment: { type: "LINUX_CONTAINER", compute_type: "BUILD_GENERAL1_SMALL" } },
  },
  aws_codepipeline: {
    app: {
      pipeline_type: "V2",
      stage: [
        { name: "Source", action: [{ category: "Source", provider: "CodeCommit" }] },
        { name: "Build", action: [build] },
        { name: "Approve", action: [{ category: "Approval", provider: "Manual" }] },
        { name: "Deploy", action: [{ category: "Deploy", provider: "CodeDeployToECS" }] },
      ],
    },
  },
};

describe("what one release costs", () => {
  test("can count the second task set for the shift and the wait, the build, and the pipeline's minutes", () => {
    const { release } = sheetOf(withGroup("CodeDeployDefault.ECSLinear10PercentEvery1Minutes", PIPELINE));
    expect(release?.minutes).toBe(14);
    // Half a vCPU and a gigabyte for 14 of 60 minutes; 1 + 3 + 14 minutes of source, build and deploy.
    expect(release?.lines.map(({ price, count, cost }) => [price, count, cost])).toEqual([
      ["fargateX86VcpuHour", 0.1167, 0.0047],
      ["fargateX86GbHour", 0.2333, 0.001],
      ["buildX86SmallMinute", 3, 0.015],
      ["pipelineActionMinute", 18, 0.036],
    ]);
    expect(release?.cost).toBe(0.0567);
  });

  test("can read a configuration of the stack's own", () => {
    const minutes = (traffic_routing_config: object) =>
      sheetOf(
        withGroup("${aws_codedeploy_deployment_config.own.deployment_config_name}", {
          aws_codedeploy_deployment_config: { own: { traffic_routing_config } },
        }),
      ).release?.minutes;
    // Five steps take four intervals.
    expect(minutes({ type: "TimeBasedLinear", time_based_linear: { interval: 2, percentage: 20 } })).toBe(
      8 + 5,
    );
    expect(minutes({ type: "TimeBasedCanary", time_based_canary: { interval: 30, percentage: 20 } })).toBe(
      30 + 5,
    );
  });

  test.each([
    [{ strategy: "BLUE_GREEN", bake_time_in_minutes: "10" }, 10],
    [{ strategy: "CANARY", bake_time_in_minutes: "10" }, 20],
    [{ strategy: "LINEAR", linear_configuration: { step_percent: 25, step_bake_time_in_minutes: "2" } }, 6],
  ])("can read the engine of ECS itself: %j", (deployment_configuration, minutes) => {
    const aws_ecs_service = { app: { ...FARGATE.aws_ecs_service.app, deployment_configuration } };
    expect(sheetOf({ ...FARGATE, aws_ecs_service }).release?.minutes).toBe(minutes);
  });

  test("can count a build that follows the engine of ECS for as long as it deploys", () => {
    const deployment_configuration = { strategy: "BLUE_GREEN", bake_time_in_minutes: "10" };
    const aws_ecs_service = { app: { ...FARGATE.aws_ecs_service.app, deployment_configuration } };
    const aws_codepipeline = { app: { pipeline_type: "V2", stage: [{ name: "Deploy", action: [build] }] } };
    const { release } = sheetOf({ ...FARGATE, ...PIPELINE, aws_ecs_service, aws_codepipeline });
    expect(release?.lines.slice(2).map(({ price, count }) => [price, count])).toEqual([
      ["buildX86SmallMinute", 10],
      ["pipelineActionMinute", 10],
    ]);
  });

  test("can leave out the minutes of a pipeline of type V1", () => {
    const app = { ...PIPELINE.aws_codepipeline.app, pipeline_type: "V1" };
    const { release } = sheetOf(withGroup("ECSAllAtOnce", { ...PIPELINE, aws_codepipeline: { app } }));
    expect(release?.lines.at(-1)?.price).toBe("buildX86SmallMinute");
  });

  test("can find the service by its plain name", () => {
    const app = { ...group("ECSAllAtOnce", 60), ecs_service: { service_name: "app" } };
    expect(sheetOf({ ...FARGATE, aws_codedeploy_deployment_group: { app } }).release?.minutes).toBe(60);
  });

  test("can count instances that run twice until the original ones end", () => {
    const copied = {
      deployment_style: { deployment_type: "BLUE_GREEN" },
      blue_green_deployment_config: group("", 30).blue_green_deployment_config,
    };
    const { release } = sheetOf({
      ...INSTANCES,
      ...GROUP,
      aws_codedeploy_deployment_group: { app: copied },
    });
    // Three instances for half an hour; what their volumes cost meanwhile is less than a cent.
    expect(release).toMatchObject({ minutes: 30 });
    expect(release?.lines.map(({ price, count }) => [price, count])).toEqual([["ec2T3MicroHour", 1.5]]);
  });

  test("is nothing where a service is updated in place, or instances are", () => {
    const instances = { deployment_config_name: "CodeDeployDefault.OneAtATime" };
    const { release, notes } = sheetOf({
      ...FARGATE,
      ...PIPELINE,
      aws_codedeploy_deployment_group: { instances },
    });
    expect(release).toBeNull();
    expect(notes).toEqual([]);
  });

  test("is nothing where instances change in place", () => {
    const app = { deployment_style: { deployment_type: "IN_PLACE" } };
    const { release } = sheetOf({ ...INSTANCES, ...GROUP, aws_codedeploy_deployment_group: { app } });
    expect(release).toBeNull();
  });

  test.each([
    ["the service", { aws_ecs_service: {} }, "the service that it replaces is not in this stack"],
    [
      "the configuration",
      { aws_codedeploy_deployment_group: { app: group("own") } },
      "how it shifts traffic is not in this stack: own",
    ],
    [
      "the build",
      { ...PIPELINE, aws_codebuild_project: {} },
      "the build project of its action Build is not in this stack",
    ],
  ])("is not told without %s", (_, more, reason) => {
    const { release, notes } = sheetOf(withGroup("ECSAllAtOnce", more));
    expect(release).toBeNull();
    expect(notes).toContain(`not counted: a release, since ${reason}`);
  });
});

describe("the cost in one line", () => {
  const stack = withGroup("CodeDeployDefault.ECSLinear10PercentEvery1Minutes", PIPELINE);

  test("can say both figures and where the prices are from", () => {
    expect(summariseCost(terraformJson(stack))).toMatch(
      /^about \$18 a month at rest, \$0\.06 a release \(prices of us-east-1, 20\d\d-\d\d-\d\d\)$/,
    );
  });

  test("can say that the stack is elsewhere", () => {
    expect(summariseCost(terraformJson(FARGATE, "eu-west-1"))).toMatch(
      /^about \$18 a month at rest \(prices of us-east-1, .*; the stack is in eu-west-1\)$/,
    );
  });
});

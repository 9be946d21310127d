import { sheetOf } from "./fixture";

describe("what only use costs", () => {
  test.each([
    ["aws_codepipeline", { pipeline_type: "V2" }, ["pipelineActionMinute"]],
    ["aws_codepipeline", { pipeline_type: "V1" }, ["pipelineV1Month"]],
    [
      "aws_codebuild_project",
      { environment: { type: "LINUX_CONTAINER", compute_type: "BUILD_GENERAL1_MEDIUM" } },
      ["buildX86MediumMinute"],
    ],
    [
      "aws_codebuild_project",
      { environment: { type: "ARM_CONTAINER", compute_type: "BUILD_GENERAL1_SMALL" } },
      ["buildArmSmallMinute"],
    ],
    ["aws_lambda_function", { architectures: ["arm64"] }, ["lambdaRequests", "lambdaArmGbSecond"]],
    ["aws_lambda_function", {}, ["lambdaRequests", "lambdaX86GbSecond"]],
    [
      "aws_ecs_cluster",
      { setting: [{ name: "containerInsights", value: "enabled" }] },
      ["insightsMetricMonth"],
    ],
    [
      "aws_ecs_cluster",
      { setting: [{ name: "containerInsights", value: "enhanced" }] },
      ["enhancedInsightsMetricMonth"],
    ],
    ["aws_ecs_cluster", { setting: [{ name: "containerInsights", value: "disabled" }] }, []],
    ["aws_ssm_parameter", { tier: "Intelligent-Tiering" }, ["advancedParameterMonth"]],
    ["aws_route53_record", { alias: { name: "x" } }, []],
    ["aws_route53_record", { records: ["192.0.2.1"] }, ["dnsQueries"]],
  ])("can tell %s %j", (type, body, prices) => {
    const { byUse, atRest, month } = sheetOf({ [type]: { a: body } });
    expect(byUse.map(({ price }) => price)).toEqual(prices);
    expect(atRest).toEqual([]);
    expect(month).toBe(0);
  });

  test("can give the price for one unit", () => {
    expect(sheetOf({ aws_cloudwatch_log_group: { app: {} } }).byUse).toEqual([
      {
        resource: "aws_cloudwatch_log_group.app",
        price: "logIngestGb",
        label: "logs taken in",
        unit: "GB",
        unitPrice: 0.5,
        estimate: false,
      },
      {
        resource: "aws_cloudwatch_log_group.app",
        price: "logGbMonth",
        label: "logs kept",
        unit: "GB and month",
        unitPrice: 0.03,
        estimate: false,
      },
    ]);
  });
});

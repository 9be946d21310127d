import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { CodedeployDeploymentGroup } from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import { Codepipeline } from "@cdktf/provider-aws/lib/codepipeline";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { TerraformStack } from "cdktf";
import { type PolicyReport, RulePack } from "../../../modules/policy";
import { taggedStack } from "./helpers";

/** The parts of the original Terraform walkthrough that its mistakes are in, as they stand there. */
function walkthrough(stack: TerraformStack) {
  const open = (port: number) => ({
    fromPort: port,
    toPort: port,
    protocol: "tcp",
    cidrBlocks: ["0.0.0.0/0"],
  });
  const securityGroup = new SecurityGroup(stack, "LbSg", {
    ingress: [22, 80, 443, 3000, 5000, 8080].map(open),
  });
  const lb = new Lb(stack, "Lb", { name: "bg-lb", securityGroups: [securityGroup.id] });
  const blue = new LbTargetGroup(stack, "Blue", {
    name: "blue-tg",
    port: 80,
    protocol: "HTTP",
    targetType: "ip",
  });
  const green = new LbTargetGroup(stack, "Green", {
    name: "green-tg",
    port: 80,
    protocol: "HTTP",
    targetType: "ip",
  });
  const listener = (id: string, port: number, group: LbTargetGroup) =>
    new LbListener(stack, id, {
      loadBalancerArn: lb.arn,
      port,
      protocol: "HTTP",
      defaultAction: [{ type: "forward", targetGroupArn: group.arn }],
    });

  const alarm = (id: string, group: LbTargetGroup, metricName: string, statistic: string) =>
    new CloudwatchMetricAlarm(stack, id, {
      alarmName: id,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      evaluationPeriods: 2,
      metricName,
      namespace: "AWS/ApplicationELB",
      period: 300,
      statistic,
      threshold: 1,
      dimensions: { LoadBalancer: lb.name, TargetGroup: group.name },
    }).alarmName;
  const alarms = [
    alarm("blue-unhealthy", blue, "UnHealthyHostCount", "Average"),
    alarm("blue-5xx", blue, "HTTPCode_Target_5XX_Count", "Sum"),
    alarm("green-unhealthy", green, "UnHealthyHostCount", "SampleCount"),
    alarm("green-5xx", green, "HTTPCode_Target_5XX_Count", "Sum"),
  ];

  new EcsService(stack, "Service", {
    name: "app",
    desiredCount: 1,
    deploymentController: { type: "CODE_DEPLOY" },
  });
  new CodedeployDeploymentGroup(stack, "Group", {
    appName: "app",
    deploymentGroupName: "app-group",
    deploymentConfigName: "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
    serviceRoleArn: "arn:aws:iam::111122223333:role/deploy",
    alarmConfiguration: { enabled: true, alarms },
    autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
    loadBalancerInfo: {
      targetGroupPairInfo: {
        prodTrafficRoute: { listenerArns: [listener("Production", 80, blue).arn] },
        testTrafficRoute: { listenerArns: [listener("Test", 8080, green).arn] },
        targetGroup: [{ name: blue.name }, { name: green.name }],
      },
    },
  });

  const allow = (Action: string[]) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
  new IamRolePolicy(stack, "BuildPolicy", {
    role: "build",
    policy: allow(["iam:PassRole", "sts:AssumeRole", "s3:GetObject"]),
  });

  const configuration = { RepositoryName: "app-repo", BranchName: "master", PollForSourceChanges: "false" };
  const source = {
    name: "Source",
    category: "Source",
    owner: "AWS",
    provider: "CodeCommit",
    version: "1",
    configuration,
  };
  const pipeline = new Codepipeline(stack, "Pipeline", {
    name: "app-pipeline",
    roleArn: "arn:aws:iam::111122223333:role/pipeline",
    artifactStore: [{ location: "artifacts", type: "S3" }],
    stage: [{ name: "Source", action: [source] }],
  });
  const eventPattern = JSON.stringify({
    source: ["aws.codecommit"],
    "detail-type": ["CodeCommit Repository State Change"],
    resources: ["arn:aws:codecommit:us-east-1:111122223333:app-repo"],
    detail: {
      event: ["referenceCreated", "referenceUpdated"],
      referenceType: ["branch"],
      referenceName: ["main"],
    },
  });
  const rule = new CloudwatchEventRule(stack, "Push", { name: "app-push", eventPattern });
  new CloudwatchEventTarget(stack, "PushTarget", { rule: rule.name, arn: pipeline.arn });
}

describe("rule pack on the original walkthrough", () => {
  let report: PolicyReport;
  const pathsOf = (rule: string) =>
    report.findings.filter((finding) => finding.rule === rule).map(({ path }) => path.replace("system/", ""));

  beforeAll(() => {
    const { app, stack } = taggedStack();
    walkthrough(stack);
    const pack = new RulePack();
    pack.guard(app);
    report = pack.report();
  });

  test("catches a pipeline that reads a branch which nothing watches", () => {
    expect(pathsOf("BG-PIPELINE-001")).toEqual(["Pipeline"]);
  });

  test("catches alarms that name the load balancer, and so never get data", () => {
    // Two dimensions on each of four alarms.
    expect(pathsOf("BG-ALARM-001")).toEqual(
      ["blue-5xx", "blue-unhealthy", "green-5xx", "green-unhealthy"].flatMap((id) => [id, id]),
    );
  });

  test("catches the count of samples that would fire on healthy targets", () => {
    expect(pathsOf("BG-ALARM-002")).toEqual(["green-unhealthy"]);
  });

  test("catches alarms that take longer than the shift", () => {
    expect(pathsOf("BG-ALARM-006")).toEqual(["blue-5xx", "blue-unhealthy", "green-5xx", "green-unhealthy"]);
  });

  test("catches what the next apply would fight CodeDeploy over", () => {
    expect(pathsOf("BG-DRIFT-001")).toEqual(["Service"]);
    expect(pathsOf("BG-DRIFT-002")).toEqual(["Production", "Test"]);
  });

  test("catches rights on every resource, and every role to be passed", () => {
    expect(pathsOf("BG-IAM-002")).toEqual(["BuildPolicy"]);
    expect(pathsOf("BG-IAM-004")).toEqual(["BuildPolicy", "BuildPolicy"]);
  });

  test("catches SSH on a load balancer and a test port open to the world", () => {
    expect(pathsOf("BG-NETWORK-001")).toEqual(["LbSg"]);
    expect(pathsOf("BG-NETWORK-002")).toEqual(["LbSg"]);
  });
});

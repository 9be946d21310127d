import type { Block } from "../modules/policy/block";
import { taskCharges } from "./fargate";
import { instanceCharges } from "./instances";
import { NotPriced } from "./not-priced";
import type { Charge, PriceName } from "./prices";
import type { StackJson } from "./stack-json";

type Rule = (resource: Block, stack: StackJson) => readonly Charge[];

const held = (price: PriceName, count = 1): Charge => ({ price, count });
const used = (price: PriceName): Charge => ({ price });

/**
 * How a resource costs, by its type.
 *
 * @throws NotPriced where the stack does not tell what the cost hangs on
 */
export const RULES: Readonly<Record<string, Rule>> = {
  aws_nat_gateway: () => [held("natGatewayHour"), used("natGatewayGb")],
  aws_eip: () => [held("publicIpv4Hour")],
  aws_vpc_endpoint: (endpoint) =>
    endpoint.text("vpc_endpoint_type") === "Interface"
      ? [held("endpointHour", length(endpoint, "subnet_ids")), used("endpointGb")]
      : [],
  aws_flow_log: () => [used("flowLogGb")],
  aws_lb: loadBalancer,
  aws_launch_template: instanceCharges,
  aws_efs_file_system: () => [used("efsGbMonth"), used("efsReadGb"), used("efsWriteGb")],
  aws_efs_backup_policy: (backup) =>
    backup.block("backup_policy").text("status") === "ENABLED" ? [used("efsBackupGbMonth")] : [],
  // Each image that is baked leaves a snapshot.
  aws_ssm_document: (document) =>
    document.text("document_type") === "Automation" ? [used("snapshotGbMonth")] : [],
  aws_ecs_service: taskCharges,
  aws_ecs_cluster: containerInsights,
  aws_ecr_repository: () => [used("ecrGbMonth")],
  aws_codecommit_repository: () => [used("codecommitUserMonth")],
  aws_codepipeline: (pipeline) => [
    used(pipeline.text("pipeline_type") === "V2" ? "pipelineActionMinute" : "pipelineV1Month"),
  ],
  aws_codebuild_project: (project) => [used(buildMinute(project))],
  aws_cloudwatch_metric_alarm: metricAlarm,
  aws_cloudwatch_composite_alarm: () => [held("compositeAlarmMonth")],
  aws_cloudwatch_dashboard: () => [held("dashboardMonth")],
  aws_cloudwatch_log_group: () => [used("logIngestGb"), used("logGbMonth")],
  aws_kms_key: () => [held("kmsKeyMonth"), used("kmsRequests")],
  aws_secretsmanager_secret: () => [held("secretMonth")],
  aws_ssm_parameter: (parameter) => {
    if (parameter.text("tier") === "Advanced") return [held("advancedParameterMonth")];
    // AWS makes it an advanced one once it outgrows 4 KB.
    return parameter.text("tier") === "Intelligent-Tiering" ? [used("advancedParameterMonth")] : [];
  },
  aws_s3_bucket: () => [used("s3GbMonth")],
  aws_lambda_function: (lambda) => {
    const isArm = lambda.list("architectures").includes("arm64");
    return [used("lambdaRequests"), used(isArm ? "lambdaArmGbSecond" : "lambdaX86GbSecond")];
  },
  aws_sns_topic: () => [used("snsEmails")],
  aws_route53_zone: () => [held("zoneMonth")],
  aws_route53_record: (record) => (record.isSet("alias") ? [] : [used("dnsQueries")]),
};

const LOAD_BALANCERS: Readonly<Record<string, { readonly hour: PriceName; readonly unit: PriceName }>> = {
  application: { hour: "albHour", unit: "albLcuHour" },
  network: { hour: "nlbHour", unit: "nlbLcuHour" },
};

function loadBalancer(lb: Block): Charge[] {
  const type = lb.text("load_balancer_type") ?? "application";
  const prices = LOAD_BALANCERS[type];
  if (!prices) throw new NotPriced(`no price is known for a load balancer of type ${type}`);
  // It faces the internet with an address in each zone.
  const addresses = lb.flag("internal") ? [] : [held("publicIpv4Hour", length(lb, "subnets"))];
  return [held(prices.hour), ...addresses, used(prices.unit)];
}

function containerInsights(cluster: Block): Charge[] {
  const setting = cluster
    .blocks("setting")
    .find((candidate) => candidate.text("name") === "containerInsights");
  if (setting?.text("value") === "enhanced") return [used("enhancedInsightsMetricMonth")];
  return setting?.text("value") === "enabled" ? [used("insightsMetricMonth")] : [];
}

/** An alarm over a formula costs for each metric that the formula reads. */
function metricAlarm(alarm: Block): Charge[] {
  const metrics = alarm.blocks("metric_query").flatMap((query) => query.blocks("metric"));
  const periods = (metrics.length > 0 ? metrics : [alarm]).map((metric) => metric.number("period") ?? 60);
  return [held(Math.min(...periods) < 60 ? "fastAlarmMetricMonth" : "alarmMetricMonth", periods.length)];
}

const BUILD_MINUTES: Readonly<Record<string, PriceName>> = {
  "LINUX_CONTAINER BUILD_GENERAL1_SMALL": "buildX86SmallMinute",
  "LINUX_CONTAINER BUILD_GENERAL1_MEDIUM": "buildX86MediumMinute",
  "LINUX_CONTAINER BUILD_GENERAL1_LARGE": "buildX86LargeMinute",
  "ARM_CONTAINER BUILD_GENERAL1_SMALL": "buildArmSmallMinute",
  "ARM_CONTAINER BUILD_GENERAL1_MEDIUM": "buildArmMediumMinute",
  "ARM_CONTAINER BUILD_GENERAL1_LARGE": "buildArmLargeMinute",
};

/** @throws NotPriced for a machine that is not in the table */
export function buildMinute(project: Block): PriceName {
  const environment = project.block("environment");
  const machine = `${environment.text("type")} ${environment.text("compute_type")}`;
  const price = BUILD_MINUTES[machine];
  if (!price) throw new NotPriced(`no price is known for a build on ${machine}`);
  return price;
}

/** How long a list is; Terraform may be the only one to know. */
function length(resource: Block, name: string): number {
  const text = resource.text(name);
  if (text !== undefined)
    throw new NotPriced(`${name} is ${text}, and only Terraform can tell how many that are`);
  return resource.list(name).length;
}

import { CloudWatchClient, GetMetricStatisticsCommand, type Statistic } from "@aws-sdk/client-cloudwatch";
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  type ServiceQuota,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import type { Calls } from "../aws/calls";
import { isMissing } from "./refused";

/** A limit of an account, as Service Quotas knows it. */
export interface QuotaName {
  readonly service: string;
  readonly code: string;
}

/** @see https://docs.aws.amazon.com/general/latest/gr/ecs-service.html */
export const FARGATE_VCPUS: QuotaName = { service: "fargate", code: "L-3032A538" };
export const FARGATE_SPOT_VCPUS: QuotaName = { service: "fargate", code: "L-36FBB829" };
/**
 * vCPUs of On-Demand Instances of the families A, C, D, H, I, M, R, T and Z that run.
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
 */
export const STANDARD_VCPUS: QuotaName = { service: "ec2", code: "L-1216C47A" };
/** @see https://docs.aws.amazon.com/general/latest/gr/ec2-service.html */
export const ELASTIC_IPS: QuotaName = { service: "ec2", code: "L-0263D0A3" };
/** @see https://docs.aws.amazon.com/general/latest/gr/vpc-service.html */
export const VPCS: QuotaName = { service: "vpc", code: "L-F678F1CE" };

/** How far back use is looked for: it is measured each minute or each five. */
const LOOK_BACK_SECONDS = 900;

/**
 * The account's own value, else AWS's default for everyone.
 * @see https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
 *
 * @returns `undefined` where Service Quotas does not know it in this region
 */
export async function quotaOf(calls: Calls, { service, code }: QuotaName): Promise<ServiceQuota | undefined> {
  const send = calls.of("servicequotas", ServiceQuotasClient);
  const name = { ServiceCode: service, QuotaCode: code };
  try {
    return (await send(new GetServiceQuotaCommand(name))).Quota;
  } catch (error) {
    if (!isMissing(error, "NoSuchResource")) throw error;
  }
  try {
    return (await send(new GetAWSDefaultServiceQuotaCommand(name))).Quota;
  } catch (error) {
    if (!isMissing(error, "NoSuchResource")) throw error;
    return undefined;
  }
}

/**
 * What AWS has last measured of a quota's use.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/monitoring-fargate-usage.html
 *
 * @param now milliseconds since the epoch
 * @returns 0 where nothing was measured: nothing is used then
 */
export async function usedOf(calls: Calls, { UsageMetric }: ServiceQuota, now: number): Promise<number> {
  if (!UsageMetric) return 0;
  const statistic = (UsageMetric.MetricStatisticRecommendation ?? "Maximum") as Statistic;
  const { Datapoints = [] } = await calls.of(
    "cloudwatch",
    CloudWatchClient,
  )(
    new GetMetricStatisticsCommand({
      Namespace: UsageMetric.MetricNamespace,
      MetricName: UsageMetric.MetricName,
      Dimensions: Object.entries(UsageMetric.MetricDimensions ?? {}).map(([Name, Value]) => ({
        Name,
        Value,
      })),
      StartTime: new Date(now - LOOK_BACK_SECONDS * 1000),
      EndTime: new Date(now),
      Period: 300,
      Statistics: [statistic],
    }),
  );
  const newest = Datapoints.sort((one, other) => Number(other.Timestamp) - Number(one.Timestamp))[0];
  return newest?.[statistic as "Maximum"] ?? 0;
}

import { randomUUID } from "node:crypto";
import { ACCOUNT } from "../stack/computed";

/** Where and when something happened. */
export interface EventCircumstances {
  readonly region: string;
  /** AWS milliseconds since the epoch. */
  readonly at: number;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export type AwsEvent = ReturnType<typeof awsEvent>;

/** What every event of AWS has around its detail. */
export function awsEvent(
  source: string,
  detailType: string,
  { region, at }: EventCircumstances,
  resources: readonly string[],
  detail: Readonly<Record<string, unknown>>,
) {
  return {
    version: "0",
    id: randomUUID() as string,
    "detail-type": detailType,
    source,
    account: ACCOUNT,
    time: new Date(at).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources,
    detail,
  };
}

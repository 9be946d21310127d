import * as z from "zod";

/** Rises when a program that reads reports has to change. */
const REPORT_VERSION = 1;

const moment = z.iso.datetime().meta({
  id: "moment",
  description: "Moment in AWS time, which began with the machine's and runs `speed` times as fast.",
});
const share = z.number().min(0).max(100);
const count = z.int().nonnegative();
const began = moment
  .optional()
  .describe("When it began, in AWS time; absent if it has not, or nobody saw it.");
const ended = moment.optional().describe("When it ended, in AWS time; absent if it has not.");
const detail = z.string().optional();

const stage = z.strictObject({
  name: z.string(),
  status: z.enum(["Pending", "InProgress", "Succeeded", "Failed", "Stopped", "Superseded"]),
  detail,
  startedAt: began,
  endedAt: ended,
});

const lifecycleEvent = z.strictObject({
  name: z.string().describe("In CodeDeploy's words, such as AfterAllowTestTraffic."),
  status: z.enum(["Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Unknown"]),
  detail,
  startedAt: began,
  endedAt: ended,
});

const taskSet = z.strictObject({
  targetGroup: z.string(),
  version: z.string().describe("What its users are served."),
});

const deployment = z.strictObject({
  id: z.string(),
  status: z.enum(["Created", "Queued", "InProgress", "Baking", "Ready", "Succeeded", "Failed", "Stopped"]),
  detail,
  original: taskSet.describe("Blue."),
  replacement: taskSet.describe("Green."),
});

const shiftStep = z.strictObject({
  at: moment.describe("When users were moved, in AWS time."),
  due: moment.describe("When the schedule wanted it, in AWS time."),
  promised: share.describe("Percent of users promised to the replacement from then on."),
  observed: share
    .nullable()
    .describe(
      "Percent that the replacement served, of what it and the original served; null if that was nothing.",
    ),
  requests: count.describe("Everything that users asked for during the step, as far as samples told."),
  failed: count,
});

const requests = z.strictObject({
  total: count,
  failed: count,
  p50Ms: z.number().nonnegative().nullable().describe("Real milliseconds; null if nothing was asked for."),
  p99Ms: z.number().nonnegative().nullable().describe("Real milliseconds; null if nothing was asked for."),
  byVersion: z
    .record(z.string(), z.strictObject({ requests: count, failed: count }))
    .describe("By the version that served; under `none` what nobody served."),
});

const sample = z.strictObject({
  from: moment,
  at: moment,
  requests: count,
  failed: count,
  promised: share
    .nullable()
    .describe("Percent promised to the replacement; null while nothing was deployed."),
  observed: share.nullable().describe("Percent that the replacement served; null if that cannot be told."),
});

const alarmChange = z.strictObject({
  name: z.string(),
  state: z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]),
  reason: z.string(),
  at: moment,
});

const release = z.strictObject({
  id: z.string().describe("Pipeline execution id."),
  commit: z.string(),
  message: z.string(),
  trigger: z.string().describe("What started it, such as `push to main`."),
  status: z.enum(["InProgress", "Succeeded", "Failed", "Stopped", "Superseded"]),
  reason: z.string().optional(),
  startedAt: moment,
  endedAt: ended,
  stages: z.array(stage),
  deployment: deployment.nullable(),
  events: z.array(lifecycleEvent).describe("Lifecycle events of the deployment, in order."),
  shift: z.array(shiftStep).describe("Each share that the schedule promised, in order."),
  requests: requests
    .nullable()
    .describe("Exact counts of all requests that were sent while it went on; null if nobody counted."),
  samples: z.array(sample).describe("Stretches of traffic while it went on; of many, the last."),
  alarms: z.array(alarmChange).describe("Each change of an alarm's state while it went on."),
  rollback: z
    .strictObject({
      reason: z.string(),
      deployment: z
        .string()
        .nullable()
        .describe("Deployment that put the original back, where there is one."),
      at: moment,
    })
    .nullable(),
  faults: z.array(z.string()).describe("What was injected."),
});

/** The report of a rehearsal: what `docs/rehearsal-report.schema.json` is made from. */
export const reportSchema = z
  .strictObject({
    version: z.literal(REPORT_VERSION).describe("Version of this format."),
    kind: z.literal("rehearsal").describe("What it is: played on one machine, not on AWS."),
    system: z.string(),
    engine: z.enum(["codedeploy", "native", "rolling"]),
    speed: z.number().positive().describe("AWS milliseconds in one of the machine's."),
    runtime: z.string().nullable().describe("What ran the tasks, and why."),
    startedAt: moment,
    endedAt: moment,
    releases: z.array(release),
  })
  .meta({
    title: "Report of a rehearsal",
    description:
      "What a rehearsed release did, and what its users met. Statuses are AWS's own words. Every moment is in AWS time (ISO 8601, UTC); latency is real.",
  });

export type Report = z.infer<typeof reportSchema>;
export type ReleaseReport = Report["releases"][number];

/** The JSON Schema (draft 2020-12) of a report. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema);
}

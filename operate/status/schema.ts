import * as z from "zod";

/** Rises when a program that reads it has to change. */
export const STATUS_VERSION = 1;

const moment = z.iso.datetime().meta({ id: "moment", description: "ISO 8601, UTC." });
const share = z.number().min(0).max(100).describe("Percent of users.");
const count = z.int().nonnegative();

const live = z.strictObject({
  targetGroup: z.string().nullable().describe("The colour: name of the target group; null if none is known."),
  taskDefinition: z.string().nullable().describe("ARN; null where the application runs on instances."),
  group: z.string().nullable().describe("Auto Scaling group that CodeDeploy made for it, where it did."),
  revision: z.string().nullable().describe("What is installed on instances, such as s3://bucket/key."),
  image: z.string().nullable(),
  digest: z.string().nullable().describe("Digest of the image; null if it is not known."),
  tag: z.string().nullable(),
  commit: z
    .string()
    .nullable()
    .describe("The commit that it was built of, as far as a tag or an execution says."),
  pushedAt: moment.nullable().describe("When the image was pushed to ECR."),
  since: moment.nullable().describe("When its release ended; null if AWS tells of none that went well."),
  tasks: z
    .strictObject({ desired: count, running: count, pending: count })
    .nullable()
    .describe("Of the service, of whatever version; null where the application runs on instances."),
});

const execution = z.strictObject({
  id: z.string(),
  commit: z.string(),
  message: z.string(),
  trigger: z.string().describe("What started it."),
  stage: z.string().nullable().describe("The stage that it is in, or comes to next."),
  startedAt: moment,
});

const side = z.strictObject({
  role: z.enum(["original", "replacement"]).describe("CodeDeploy's blue, and green."),
  id: z.string(),
  targetGroup: z.string().nullable(),
  group: z.string().nullable().describe("Auto Scaling group; null where the application runs in tasks."),
  taskDefinition: z.string().nullable(),
  share,
  desired: count,
  running: count,
  pending: count,
});

const deployment = z.strictObject({
  id: z.string(),
  engine: z.enum(["codedeploy", "native", "rolling"]),
  status: z.enum(["Created", "Queued", "InProgress", "Baking", "Ready", "Succeeded", "Failed", "Stopped"]),
  detail: z.string().nullable(),
  lifecycleEvent: z.string().nullable().describe("The event or stage of the moment, in AWS's words."),
  share: share.nullable().describe("Percent of users that are sent to what is released."),
  startedAt: moment,
  sides: z.array(side),
  rollingBack: z.string().nullable().describe("Why users are being sent back; null if they are not."),
});

const waiting = z.strictObject({
  for: z.enum(["approval", "reroute", "termination", "bake"]),
  whom: z.enum(["person", "time"]).describe("Who has to do something: a person, or nobody."),
  where: z.string().describe("Stage of the pipeline, or id of the deployment."),
  minutes: z.number().nonnegative().nullable().describe("How long it waits in all."),
  until: moment.nullable().describe("When it goes on by itself, or gives up; null if AWS does not say."),
});

const held = z.strictObject({
  stage: z.string(),
  reason: z.string().describe("What whoever holds it said."),
  by: z.string(),
  since: moment,
});

const last = z.strictObject({
  execution: z
    .string()
    .nullable()
    .describe("Id of the pipeline's execution; null if the system has no pipeline."),
  deployment: z.string().nullable(),
  commit: z.string().nullable(),
  status: z.enum(["Succeeded", "Failed", "Stopped", "Superseded", "Cancelled"]),
  reason: z.string().nullable(),
  rolledBack: z.boolean(),
  endedAt: moment.nullable(),
});

const alarm = z.strictObject({
  name: z.string(),
  state: z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]),
  reason: z.string(),
  since: moment,
  actionsEnabled: z.boolean(),
});

const targets = z.strictObject({
  targetGroup: z.string(),
  live: z.boolean().describe("Whether users are sent to it."),
  healthy: count,
  unhealthy: count,
  initial: count,
  draining: count,
  unused: count,
  reason: z.string().nullable().describe("Why the first unhealthy one is."),
});

/** What `bluegreen status --json` writes: what `docs/status.schema.json` is made from. */
export const statusSchema = z
  .strictObject({
    version: z.literal(STATUS_VERSION).describe("Version of this format."),
    at: moment.describe("When AWS was asked."),
    system: z.strictObject({
      name: z.string(),
      stack: z.string(),
      region: z.string(),
      accountId: z.string(),
    }),
    verdict: z.strictObject({
      state: z.enum(["healthy", "releasing", "broken"]).describe("Exit codes 0, 3 and 4."),
      reasons: z
        .array(z.string())
        .describe("Why it is broken, or what is going on; none where it is healthy."),
    }),
    live: live.describe("What most users are served."),
    executions: z.array(execution).describe("Executions of the pipeline that go on, the newest first."),
    deployment: deployment.nullable().describe("The deployment that goes on."),
    waiting: z.array(waiting).describe("What is waited for, and by whom."),
    held: z
      .array(held)
      .describe("Stages of the pipeline that nothing comes into, because somebody holds them."),
    last: last.nullable().describe("The last release that has ended."),
    alarms: z.array(alarm),
    targets: z.array(targets),
  })
  .meta({
    title: "Status of a system",
    description:
      "What is live, what is being released, and whether it is well. Statuses are AWS's own words.",
  });

export type Status = z.infer<typeof statusSchema>;

/** The JSON Schema (draft 2020-12) of a status. */
export function statusJsonSchema(): object {
  return z.toJSONSchema(statusSchema);
}

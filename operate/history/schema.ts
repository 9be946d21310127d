import * as z from "zod";

/** Rises when a program that reads it has to change. */
export const HISTORY_VERSION = 1;

const moment = z.iso.datetime().meta({ id: "moment", description: "ISO 8601, UTC." });

const check = z.strictObject({
  name: z.string().describe("Lifecycle event of CodeDeploy, or stage of ECS."),
  status: z.enum(["Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Unknown"]),
  detail: z.string().nullable(),
});

const entry = z.strictObject({
  execution: z.string().nullable().describe("Id of the pipeline's execution; null if it released nothing."),
  deployment: z.string().nullable().describe("Id of the deployment; null if it came to none."),
  engine: z.enum(["codedeploy", "native", "rolling"]).nullable(),
  who: z.string().describe("Whoever started it by hand, or what started it."),
  approvedBy: z.string().nullable().describe("Whoever answered the pipeline's question."),
  commit: z.string().nullable(),
  message: z.string().nullable(),
  taskDefinition: z.string().nullable().describe("ARN of what was released."),
  revision: z.string().nullable().describe("What was installed on instances, such as s3://bucket/key."),
  digest: z.string().nullable().describe("Digest of the image; null if it is not known."),
  targetGroup: z.string().nullable().describe("The colour that it was released to."),
  startedAt: moment,
  endedAt: moment.nullable(),
  seconds: z.number().nonnegative().nullable().describe("How long it took; null if it has not ended."),
  checks: z.array(check).describe("What hooks came to, and what failed."),
  alarms: z.array(z.string()).describe("Alarms that have stopped it."),
  result: z
    .enum(["InProgress", "Succeeded", "RolledBack", "Failed", "Stopped", "Superseded", "Cancelled"])
    .describe("RolledBack: it did not go well, and users are where they were."),
  reason: z.string().nullable().describe("Why it did not go well."),
  undoneBy: z.string().nullable().describe("Deployment that put users back, where CodeDeploy started one."),
});

/** What `bluegreen history --json` writes: what `docs/history.schema.json` is made from. */
export const historySchema = z
  .strictObject({
    version: z.literal(HISTORY_VERSION).describe("Version of this format."),
    system: z.strictObject({
      name: z.string(),
      stack: z.string(),
      region: z.string(),
      accountId: z.string(),
    }),
    releases: z.array(entry).describe("The newest first."),
  })
  .meta({
    title: "Releases of a system",
    description: "What CodePipeline, CodeDeploy and ECS tell of the releases of a system.",
  });

export type History = z.infer<typeof historySchema>;
export type HistoryEntry = History["releases"][number];

/** The JSON Schema (draft 2020-12) of a history. */
export function historyJsonSchema(): object {
  return z.toJSONSchema(historySchema);
}

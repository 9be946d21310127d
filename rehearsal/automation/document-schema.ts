import * as z from "zod";

const output = z.strictObject({
  Name: z.string(),
  Selector: z.string(),
  Type: z.string().default("String"),
});

const step = z.looseObject({
  name: z.string(),
  action: z.string(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.array(output).default([]),
  /** AWS seconds. */
  timeoutSeconds: z.coerce.number().optional(),
  maxAttempts: z.coerce.number().default(1),
  onFailure: z.string().default("Abort"),
  onCancel: z.string().default("Abort"),
  nextStep: z.string().optional(),
  isEnd: z.boolean().default(false),
  isCritical: z.boolean().optional(),
});

const parameter = z.looseObject({
  type: z.string(),
  default: z.unknown().optional(),
  allowedValues: z.array(z.unknown()).optional(),
  allowedPattern: z.string().optional(),
});

/**
 * A document of the type Automation.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html#automation-common
 */
export const documentSchema = z.looseObject({
  schemaVersion: z.literal("0.3"),
  description: z.string().optional(),
  parameters: z.record(z.string(), parameter).default({}),
  mainSteps: z.array(step).min(1),
  outputs: z.array(z.string()).default([]),
});

export type AutomationDocument = z.infer<typeof documentSchema>;
export type Step = z.infer<typeof step>;
export type ParameterSpec = z.infer<typeof parameter>;

import { parse } from "yaml";
import * as z from "zod";
import { UserError } from "../../config/user-error";
import type { DocumentModel } from "./model";
import { STEP_ACTIONS } from "./step-actions";

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
const documentSchema = z.looseObject({
  schemaVersion: z.literal("0.3"),
  description: z.string().optional(),
  parameters: z.record(z.string(), parameter).default({}),
  mainSteps: z.array(step).min(1),
  outputs: z.array(z.string()).default([]),
});

export type AutomationDocument = z.infer<typeof documentSchema>;
export type Step = z.infer<typeof step>;
export type ParameterSpec = z.infer<typeof parameter>;

/**
 * Reads a document of automation.
 *
 * @throws UserError that names everything about it that cannot be played
 */
export function readDocument({ name, content }: DocumentModel): AutomationDocument {
  const { data, error } = documentSchema.safeParse(parse(content));
  if (!data) throw new UserError(`document ${name}: ${z.prettifyError(error)}`);
  const problems = data.mainSteps.flatMap((one) => problemsOf(one, data));
  if (problems.length > 0)
    throw new UserError(problems.map((line) => `document ${name}: ${line}`).join("\n"));
  return data;
}

function problemsOf(
  { name, action, onFailure, onCancel, nextStep }: Step,
  document: AutomationDocument,
): string[] {
  const problems: string[] = [];
  if (!Object.hasOwn(STEP_ACTIONS, action)) {
    const allowed = Object.keys(STEP_ACTIONS).join(", ");
    problems.push(`step ${name}: ${action} is not played in a rehearsal, allowed: ${allowed}`);
  }
  const targets = [stepOf(onFailure), stepOf(onCancel), nextStep];
  for (const target of targets) {
    if (target !== undefined && !document.mainSteps.some((one) => one.name === target)) {
      problems.push(`step ${name} goes on at ${target}, and there is no such step`);
    }
  }
  return problems;
}

/** The step that `step:NAME` goes on at; `undefined` for `Abort` and `Continue`. */
export function stepOf(goOn: string): string | undefined {
  return /^step:(.+)$/.exec(goOn)?.[1]?.trim();
}

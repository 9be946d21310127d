import { parse } from "yaml";
import * as z from "zod";
import { UserError } from "../../config/user-error";
import { type AutomationDocument, documentSchema, type Step } from "./document-schema";
import type { DocumentModel } from "./model";
import { STEP_ACTIONS } from "./step-actions";

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

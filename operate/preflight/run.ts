import { Facts } from "../facts";
import type { Operator } from "../operator";
import { isEnding, missingAction } from "../refused";
import {
  type Check,
  type Finding,
  NotChecked,
  type Outcome,
  type Preflight,
  type Release,
  type Subject,
} from "./model";
import { deployingBefore } from "./pipeline-state";
import { CHECKS } from "./table";

/**
 * Runs every check that a system has something for, all at the same time.
 *
 * @param isStrict whether a warning, and what could not be checked, refuses the release, too. @default false
 * @throws CallError where nothing can be asked at all: no credentials, no region; and Interrupted
 */
export async function preflight(
  operator: Operator,
  release: Release = {},
  isStrict = false,
): Promise<Preflight> {
  const { system } = operator;
  const subject = { facts: new Facts(operator), release };
  const applying = CHECKS.filter((check) => check.applies(system));
  const checks = await Promise.all(applying.map((check) => outcomeOf(check, subject)));
  return { system: system.name, stack: system.stack, verdict: verdictOf(checks, isStrict), checks };
}

async function outcomeOf(check: Check, subject: Subject): Promise<Outcome> {
  const { id, title } = check;
  try {
    const findings = await found(check, subject);
    const isUnfit = findings.some(({ level }) => level === "error");
    return { id, title, status: isUnfit ? "unfit" : findings.length > 0 ? "warning" : "fit", findings };
  } catch (error) {
    if (isEnding(error)) throw error;
    const reason = (error as Error).message;
    const action = missingAction(error);
    const isUnknown = action !== undefined || error instanceof NotChecked;
    return {
      id,
      title,
      status: isUnknown ? "not checked" : "failed",
      findings: [],
      reason,
      ...(action && { missingAction: action }),
    };
  }
}

async function found(check: Check, subject: Subject): Promise<readonly Finding[]> {
  const findings = await check.find(subject);
  if (!check.isInFlux || findings.length === 0) return findings;
  const before = await deployingBefore(subject);
  if (before === undefined) return findings;
  const remedy = `the execution ${before} deploys, and this one waits for its end: look again then`;
  return findings.map(({ message }) => ({ level: "warning", message, remedy }));
}

/** What was found counts, whatever could not be looked at. */
function verdictOf(checks: readonly Outcome[], isStrict: boolean): Preflight["verdict"] {
  const some = (...statuses: Outcome["status"][]) => checks.some(({ status }) => statuses.includes(status));
  if (some("unfit")) return "not fit";
  if (some("failed")) return "failed";
  return isStrict && some("warning", "not checked") ? "not fit" : "fit";
}

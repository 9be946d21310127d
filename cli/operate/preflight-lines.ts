import type { Outcome, Preflight } from "../../operate/preflight/model";
import type { Paint } from "./paint";

const WORDS = {
  fit: "ok",
  warning: "warning",
  unfit: "error",
  "not checked": "not checked",
  failed: "failed",
} as const;

/** A line for each check, with what was found below it, and a line that says what it comes to. */
export function preflightLines({ system, stack, verdict, checks }: Preflight, paint: Paint): string[] {
  const width = Math.max(...Object.values(WORDS).map(({ length }) => length));
  const lines = checks.flatMap((outcome) => {
    const word = WORDS[outcome.status].padEnd(width);
    return [`${colour(outcome, paint)(word)}  ${outcome.title}`, ...below(outcome, " ".repeat(width + 2))];
  });
  const counted = (status: Outcome["status"], noun: string) => {
    const number = checks.filter((outcome) => outcome.status === status).length;
    return number === 0 ? [] : [`${number} ${noun}`];
  };
  const counts = [
    ...counted("unfit", "refused"),
    ...counted("warning", "with warnings"),
    ...counted("failed", "failed"),
    ...counted("not checked", "not checked"),
  ];
  const end = verdict === "fit" ? paint.good : paint.bad;
  const says = { fit: "fit for a release", "not fit": "not fit for a release", failed: "not known" }[verdict];
  return [
    ...lines,
    end(`${system} ${stack}: ${says} (${[`${checks.length} checks`, ...counts].join(", ")})`),
  ];
}

function below({ findings, reason }: Outcome, indent: string): string[] {
  return [
    ...findings.map(({ level, message, remedy }) => `${indent}${level}: ${message}; ${remedy}`),
    ...(reason === undefined ? [] : [`${indent}${reason}`]),
  ];
}

function colour({ status }: Outcome, { good, bad, dim }: Paint): (text: string) => string {
  if (status === "fit") return good;
  return status === "not checked" ? dim : bad;
}

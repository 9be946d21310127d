import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Judgement } from "./judge";
import type { Level, Rule } from "./rule";
import { RULES } from "./rules";
import type { Suppression } from "./suppress";

/** What `policy-report.json` says. It holds no times, so that two synths of one app give the same bytes. */
export interface PolicyReport {
  readonly summary: {
    readonly errors: number;
    readonly warnings: number;
    readonly suppressed: number;
    readonly unused: number;
  };
  readonly rules: readonly Omit<Rule, "check">[];
  readonly findings: readonly ReportedFinding[];
  /** Suppressions that no finding meets: to be taken out, or put where they were meant to be. */
  readonly unused: readonly UnusedSuppression[];
}

/** A finding of a rule, suppressed or not. */
export interface ReportedFinding {
  readonly rule: string;
  readonly level: Level;
  readonly stack: string;
  /** Path of the construct. */
  readonly path: string;
  /** Address in Terraform. */
  readonly address: string;
  readonly message: string;
  /** Reason of the suppression, where there is one. */
  readonly suppressed?: string;
}

/** A suppression without a finding. */
export interface UnusedSuppression {
  readonly level: "warning";
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
}

/** Puts findings into the order of stack, path, rule and message, whatever order they were made in. */
export function renderReport(
  judgements: readonly Judgement[],
  suppressions: readonly Suppression[],
): PolicyReport {
  const findings = judgements.map(reportFinding).sort(by("stack", "path", "rule", "message"));
  const met = judgements.flatMap(({ suppression }) => suppression ?? []).map(keyOf);
  const unused = [...new Map(suppressions.map((suppression) => [keyOf(suppression), suppression])).values()]
    .filter((suppression) => !met.includes(keyOf(suppression)))
    .map(({ construct, rule, reason }) => ({
      level: "warning" as const,
      rule,
      path: construct.node.path,
      reason,
    }))
    .sort(by("path", "rule"));
  const active = (level: Level) =>
    findings.filter((finding) => finding.level === level && finding.suppressed === undefined);
  return {
    summary: {
      errors: active("error").length,
      warnings: active("warning").length,
      suppressed: findings.filter(({ suppressed }) => suppressed !== undefined).length,
      unused: unused.length,
    },
    rules: RULES.map(({ id, level, title, remedy }) => ({ id, level, title, remedy })),
    findings,
    unused,
  };
}

/**
 * Writes `policy-report.json`. Call it after the synth, also after one that threw.
 * @returns Path of the file.
 */
export function writePolicyReport(outdir: string, report: PolicyReport): string {
  const path = join(outdir, "policy-report.json");
  writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`);
  return path;
}

function reportFinding({ rule, resource, message, suppression }: Judgement): ReportedFinding {
  const { construct, address } = resource;
  return {
    rule: rule.id,
    level: rule.level,
    stack: construct.cdktfStack.node.id,
    path: construct.node.path,
    address,
    message,
    ...(suppression && { suppressed: suppression.reason }),
  };
}

function keyOf({ construct, rule }: Suppression): string {
  return `${construct.node.path} ${rule}`;
}

/** Compares by the keys in turn, byte by byte: the order must not change with the language of the machine. */
function by<K extends string>(
  ...keys: readonly K[]
): (a: Readonly<Record<K, string>>, b: Readonly<Record<K, string>>) => number {
  return (a, b) => {
    const key = keys.find((candidate) => a[candidate] !== b[candidate]);
    return key === undefined ? 0 : a[key] < b[key] ? -1 : 1;
  };
}

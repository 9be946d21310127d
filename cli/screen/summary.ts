import { duration, percent, shortName } from "../../deployment-view/format";
import type { VersionCount } from "../../deployment-view/traffic";
import type { AlarmChange, DeploymentView, ReleaseView, ShiftStepView } from "../../deployment-view/view";
import { commitLine, failures, present } from "./format";
import { oneLine } from "./text";

/** The last thing that is said: nobody shall take a rehearsal for more than it is. */
const NOTICE =
  "This was a rehearsal on this machine, not AWS: the stack, the build, the hooks and the requests are yours, the services of AWS are imitated.";

/**
 * What came of each release, for the end of a rehearsal.
 *
 * @param counted exact counts by release id. @default - what the samples told, which can miss requests at the edges
 */
export function renderSummary(
  view: DeploymentView,
  counted: ReadonlyMap<string, VersionCount> = new Map(),
): string {
  const releases = view.releases.map((release, index) =>
    [
      `Release ${index + 1}: ${outcome(release, view.at)}`,
      ...facts(release, counted.get(release.id) ?? release.traffic).map((line) => `  ${line}`),
    ].join("\n"),
  );
  return [...releases, NOTICE].join("\n\n");
}

function outcome(release: ReleaseView, now: number): string {
  const { status, startedAt, endedAt = now } = release;
  return `${status} ${status === "InProgress" ? "for" : "in"} ${duration(endedAt - startedAt)}, ${commitLine(release)}`;
}

function facts(release: ReleaseView, traffic: VersionCount): string[] {
  const { reason, rollback, deployment, alarms, faults, startedAt } = release;
  return present([
    reason && `reason: ${oneLine(reason)}`,
    rollback &&
      `rolled back: ${oneLine(rollback.reason)}${rollback.deployment ? ` (${oneLine(shortName(rollback.deployment))})` : ""}`,
    faults.length > 0 && `faults injected: ${faults.map(oneLine).join(", ")}`,
    `requests: ${failures(traffic)}`,
    ...shiftTable(deployment?.shift ?? [], startedAt),
    ...alarms
      .filter(isNews)
      .map(
        ({ name, state, reason, at }) =>
          `alarm at ${duration(at - startedAt)}: ${oneLine(name)} ${state}${reason ? `: ${oneLine(reason)}` : ""}`,
      ),
  ]);
}

/** That an alarm has its first data, and is well, is none. */
function isNews({ name, state }: AlarmChange, index: number, changes: readonly AlarmChange[]): boolean {
  return (
    state === "ALARM" ||
    changes.slice(0, index).some((before) => before.name === name && before.state === "ALARM")
  );
}

/** A row for each step: when, what was promised, what was observed, and what failed meanwhile. */
function shiftTable(shift: readonly ShiftStepView[], startedAt: number): string[] {
  if (shift.length === 0) return [];
  const rows = [
    ["at", "late", "green promised", "observed", "requests", "failed"],
    ...shift.map(({ at, due, promised, observed, requests, failed }) => [
      duration(at - startedAt),
      `${((at - due) / 1000).toFixed(1)} s`,
      percent(promised),
      percent(observed),
      String(requests),
      String(failed),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  "));
}

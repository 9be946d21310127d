import type { TrafficSample } from "../../deployment-view/traffic";
import type { DeploymentView, ReleaseView, SampleView, ShiftStepView } from "../../deployment-view/view";
import type { ReleaseReport, Report } from "./schema";

/** What a report says that a view does not know. */
export interface ReportFacts {
  /** By release id: everything that users asked for while it went on, as the ledger counted it. */
  readonly requests: ReadonlyMap<string, TrafficSample>;
}

/** The report of all that a view saw, up to now. */
export function buildReport(view: DeploymentView, facts: ReportFacts): Report {
  return {
    version: 1,
    kind: "rehearsal",
    system: view.system,
    engine: view.engine,
    speed: view.speed,
    runtime: view.runtime ?? null,
    startedAt: iso(view.startedAt ?? view.at),
    endedAt: iso(view.at),
    releases: view.releases.map((release) => ({
      ...releaseReport(release),
      requests: requestsOf(facts.requests.get(release.id)),
      samples: view.samples.filter((sample) => overlaps(sample, release)).map(sampleReport),
    })),
  };
}

function releaseReport(release: ReleaseView): Omit<ReleaseReport, "requests" | "samples"> {
  const { id, commit, message, trigger, status, reason, deployment, rollback } = release;
  return {
    id,
    commit,
    message,
    trigger,
    status,
    reason,
    startedAt: iso(release.startedAt),
    endedAt: isoIfAny(release.endedAt),
    stages: release.stages.map(partReport),
    deployment: deployment
      ? {
          id: deployment.id,
          status: deployment.status,
          detail: deployment.detail,
          original: deployment.original,
          replacement: deployment.replacement,
        }
      : null,
    events: (deployment?.events ?? []).map(partReport),
    shift: (deployment?.shift ?? []).map(stepReport),
    alarms: release.alarms.map((alarm) => ({ ...alarm, at: iso(alarm.at) })),
    rollback: rollback
      ? { reason: rollback.reason, deployment: rollback.deployment ?? null, at: iso(rollback.at) }
      : null,
    faults: [...release.faults],
  };
}

/** A stage, or a lifecycle event. */
function partReport<Part extends { startedAt?: number; endedAt?: number }>(part: Part) {
  return { ...part, startedAt: isoIfAny(part.startedAt), endedAt: isoIfAny(part.endedAt) };
}

function stepReport({
  at,
  due,
  promised,
  observed,
  requests,
  failed,
}: ShiftStepView): ReleaseReport["shift"][number] {
  return { at: iso(at), due: iso(due), promised, observed: observed ?? null, requests, failed };
}

function sampleReport({
  from,
  at,
  requests,
  failed,
  promised,
  observed,
}: SampleView): ReleaseReport["samples"][number] {
  return {
    from: iso(from),
    at: iso(at),
    requests,
    failed,
    promised: promised ?? null,
    observed: observed ?? null,
  };
}

function requestsOf(sample: TrafficSample | undefined): ReleaseReport["requests"] {
  if (!sample) return null;
  const { requests: total, failed, p50Ms, p99Ms, byVersion } = sample;
  return {
    total,
    failed,
    p50Ms: total > 0 ? p50Ms : null,
    p99Ms: total > 0 ? p99Ms : null,
    byVersion: { ...byVersion },
  };
}

function overlaps({ from, at }: SampleView, { startedAt, endedAt = Number.POSITIVE_INFINITY }: ReleaseView) {
  return startedAt < at && from < endedAt;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function isoIfAny(at: number | undefined): string | undefined {
  return at === undefined ? undefined : iso(at);
}

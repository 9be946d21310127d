import type { TrafficSample } from "./traffic";
import type { DeploymentPart, ReleaseView, SampleView, ShiftStepView } from "./view";

/** A stretch of traffic beside what the release that was deployed meanwhile promised. */
export function sampleView(sample: TrafficSample, releases: readonly ReleaseView[]): SampleView {
  const { from, at, requests, failed, p50Ms, p99Ms } = sample;
  const stretch = { from, at, requests, failed, p50Ms, p99Ms };
  const met = releases.findLast((release) => release.deployment && wentOn(release, sample));
  if (!met?.deployment) return stretch;
  return {
    ...stretch,
    promised: met.deployment.shift[stepAt(met, sample)]?.promised ?? 0,
    observed: shareOf(servedBy(met.deployment, sample)),
  };
}

/** The release with a stretch of its traffic counted, for the step that was in force when the stretch ended. */
export function countRequests(release: ReleaseView, sample: TrafficSample): ReleaseView {
  if (!wentOn(release, sample)) return release;
  const counted = { ...release, traffic: plus(release.traffic, sample) };
  const { deployment } = release;
  const index = stepAt(release, sample);
  if (!deployment || index < 0) return counted;
  const shift = deployment.shift.map((step, at) =>
    at === index ? countStep(step, release, deployment, sample) : step,
  );
  return { ...counted, deployment: { ...deployment, shift } };
}

/** Index of the step that was in force when a stretch ended; -1 if none was. */
function stepAt({ deployment, rollback }: ReleaseView, { from, at }: TrafficSample): number {
  const index = deployment?.shift.findLastIndex((step) => step.at < at) ?? -1;
  const step = deployment?.shift[index];
  return step && rollback && isTakenBack(step, rollback) && rollback.at <= from ? -1 : index;
}

/** Whether a rollback ended a step. Moving everybody back is a step of the rollback itself, told before it or after. */
export function isTakenBack(step: ShiftStepView, rollback: ReleaseView["rollback"]): boolean {
  return rollback !== undefined && step.promised > 0 && step.at <= rollback.at;
}

function countStep(
  step: ShiftStepView,
  release: ReleaseView,
  deployment: DeploymentPart,
  sample: TrafficSample,
): ShiftStepView {
  const counted = { ...step, ...plus(step, sample) };
  const { rollback } = release;
  const mixed = rollback && isTakenBack(step, rollback) && rollback.at < sample.at;
  if (sample.from < step.at || mixed) return counted;
  const more = servedBy(deployment, sample);
  const served = {
    original: step.served.original + more.original,
    replacement: step.served.replacement + more.replacement,
  };
  return { ...counted, served, observed: shareOf(served) };
}

/** Nothing, if both are of one version: nobody could tell then which of them served. */
function servedBy({ original, replacement }: DeploymentPart, { byVersion }: TrafficSample) {
  if (original.version === replacement.version) return { original: 0, replacement: 0 };
  return {
    original: byVersion[original.version]?.requests ?? 0,
    replacement: byVersion[replacement.version]?.requests ?? 0,
  };
}

function shareOf({ original, replacement }: ShiftStepView["served"]): number | undefined {
  const all = original + replacement;
  return all > 0 ? (100 * replacement) / all : undefined;
}

/** Whether a release was in progress during some part of a stretch. */
function wentOn({ startedAt, endedAt = Number.POSITIVE_INFINITY }: ReleaseView, { from, at }: TrafficSample) {
  return startedAt < at && from < endedAt;
}

function plus(one: { requests: number; failed: number }, other: { requests: number; failed: number }) {
  return { requests: one.requests + other.requests, failed: one.failed + other.failed };
}

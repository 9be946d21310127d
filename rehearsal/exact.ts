import type { TrafficSample } from "../deployment-view/traffic";
import type { DeploymentPart, DeploymentView, ReleaseView, ShiftStepView } from "../deployment-view/view";
import type { Users } from "./users/model";

/** A view whose counts are the ledger's, and what users met in each release. */
export interface Counted {
  readonly view: DeploymentView;
  /** By release id. */
  readonly requests: ReadonlyMap<string, TrafficSample>;
}

/**
 * Counts what a view only estimates while it goes on: request by request, by the moment at which each was sent. Of what
 * was before the ledger, in a rehearsal that was killed, the view's own counts stay.
 *
 * @param since AWS milliseconds since the epoch, at which the ledger begins
 */
export async function countExactly(
  view: DeploymentView,
  users: Pick<Users, "between">,
  since: number,
): Promise<Counted> {
  const requests = new Map<string, TrafficSample>();
  const releases: ReleaseView[] = [];
  for (const release of view.releases) {
    const until = release.endedAt ?? view.at;
    const sample = await users.between(Math.max(release.startedAt, since), Math.max(until, since));
    const isWhole = release.startedAt >= since;
    requests.set(release.id, isWhole ? sample : { ...sample, ...release.traffic });
    const { deployment } = release;
    releases.push({ ...release, deployment: deployment && (await counted(deployment, until, users, since)) });
  }
  return { view: { ...view, releases }, requests };
}

async function counted(
  deployment: DeploymentPart,
  until: number,
  users: Pick<Users, "between">,
  since: number,
): Promise<DeploymentPart> {
  const { shift } = deployment;
  const steps = shift.map(async (step, index): Promise<ShiftStepView> => {
    if (step.at < since) return step;
    const sample = await users.between(step.at, shift[index + 1]?.at ?? until);
    const served = {
      original: sample.byVersion[deployment.original.version]?.requests ?? 0,
      replacement: sample.byVersion[deployment.replacement.version]?.requests ?? 0,
    };
    const all = served.original + served.replacement;
    return {
      ...step,
      served,
      observed: all > 0 ? (100 * served.replacement) / all : undefined,
      requests: sample.requests,
      failed: sample.failed,
    };
  });
  return { ...deployment, shift: await Promise.all(steps) };
}

import type { ReleaseEvent } from "../../deployment-view/events";
import type { DeploymentView } from "../../deployment-view/view";
import type { AlarmState, DeploymentState } from "../read/model";
import { tellDeployment } from "./deployment-news";
import type { Look } from "./look";
import { movesOf } from "./parts-news";
import { type Release, releasesToTell } from "./releases";
import { Telling } from "./telling";
import { tellWaiting } from "./waiting-news";

/**
 * What has happened since the view was told last, as events of a release. Whoever begins in the midst of one is told first what
 * was.
 *
 * @param view everything that was told so far
 */
export function newsOf(view: DeploymentView, look: Look): readonly ReleaseEvent[] {
  const telling = new Telling(view, look.at);
  if (view.startedAt === undefined) tellOpened(telling, look);
  const releases = releasesToTell(view, look);
  const fresh = releases.filter(({ id }) => !telling.release(id));
  const began = Math.min(...fresh.map(({ startedAt }) => startedAt));
  // A change of an alarm belongs to every release that goes on when it is told.
  tellAlarms(
    telling,
    look.alarms.filter(({ since }) => since < began),
  );
  for (const { id, commit, message, trigger, startedAt } of fresh) {
    telling.tell({ type: "execution-started", release: id, commit, message, trigger }, startedAt);
  }
  tellAlarms(telling, look.alarms);
  for (const release of releases) tellRelease(telling, release, look);
  return telling.events;
}

function tellOpened(telling: Telling, { system, engine, unit, executions, alarms }: Look): void {
  telling.tell({
    type: "opened",
    system,
    engine,
    speed: 1,
    unit,
    urls: {},
    stages: executions?.[0]?.stages.map(({ name }) => name) ?? [],
    alarms: alarms.map(({ name }) => name),
  });
}

function tellAlarms(telling: Telling, alarms: readonly AlarmState[]): void {
  for (const { name, state, reason, since } of alarms) {
    const told = telling.view.alarms.find((alarm) => alarm.name === name);
    if (told?.state === state && told.reason === reason) continue;
    telling.tell({ type: "alarm", name, state, reason }, told?.state === state ? telling.now : since);
  }
}

function tellRelease(telling: Telling, release: Release, look: Look): void {
  const { id, execution, deployment, ended, endedAt, reason } = release;
  const waited = telling.release(id)?.waiting;
  for (const { name, at, ...move } of movesOf(telling.release(id)?.stages ?? [], execution?.stages ?? [])) {
    telling.tell({ type: "stage", release: id, stage: name, ...move }, at);
  }
  if (deployment && isThere(deployment)) tellDeployment(telling, release, deployment, look);
  // A stage that is tried again can end an execution a second time.
  if (ended && telling.release(id)?.status !== ended) {
    telling.tell({ type: "execution-ended", release: id, status: ended, reason }, endedAt);
  }
  if (!ended) tellWaiting(telling, release, waited);
}

/** Before a deployment begins, nothing is known of what it goes to. */
function isThere({ status, sides }: DeploymentState): boolean {
  return sides.length > 0 || (status !== "Created" && status !== "Queued");
}

import type { ReleaseEvent } from "../../deployment-view/events";
import { duration, percent, shortName } from "../../deployment-view/format";
import { isOnAws } from "../../deployment-view/on-aws";
import { isTakenBack } from "../../deployment-view/shift";
import type { DeploymentView, ReleaseView, ShiftStepView } from "../../deployment-view/view";
import { COLOR_OF, commitLine, failures, present, tookUntil } from "./format";

interface Moment<Type extends ReleaseEvent["type"]> {
  readonly event: Extract<ReleaseEvent, { type: Type }>;
  /** The view before the event, and after it. */
  readonly before: DeploymentView;
  readonly view: DeploymentView;
}

interface UntypedMoment extends Omit<Moment<never>, "event"> {
  readonly event: never;
}

type Tellers = {
  readonly [Type in ReleaseEvent["type"]]?: (moment: Moment<Type>) => readonly string[];
};

/** What is told of each event; of those that are not here, nothing. */
const TELLERS: Tellers = {
  opened: ({ event: { system, engine, speed, unit = "task", runtime, urls } }) =>
    present([
      `${system} with ${engine}${speed === 1 ? "" : `, in AWS time that runs ${speed} times as fast`}`,
      runtime && `${unit}s are run by ${runtime}`,
      urls.production && `the application answers at ${urls.production}`,
      urls.test && `its next version is tested at ${urls.test}`,
      urls.repository && `push to ${urls.repository}`,
    ]),

  "execution-started": ({ event, view }) => [
    `release ${view.releases.findIndex(({ id }) => id === event.release) + 1} by ${event.trigger}: ${commitLine(event)}`,
  ],

  stage: (moment) => {
    const { stage, status, detail } = moment.event;
    const find = (view: DeploymentView) => releaseIn(view, moment)?.stages.find(({ name }) => name === stage);
    return find(moment.before)?.status === status
      ? []
      : [`${status}${took(find(moment.view))}${because(detail)}`];
  },

  "deployment-created": ({ event: { deployment, original, replacement } }) => [
    `${shortName(deployment)}: ${original.version} in ${original.targetGroup} is blue, ${replacement.version} in ${replacement.targetGroup} is green`,
  ],

  deployment: (moment) => {
    const { status, detail } = moment.event;
    const { id } = releaseIn(moment.view, moment)?.deployment ?? {};
    if (!id) return [];
    return [...(ENDED.has(status) ? lastStep(moment) : []), `${shortName(id)}: ${status}${because(detail)}`];
  },

  "lifecycle-event": (moment) => {
    const { name, status, detail } = moment.event;
    const find = (view: DeploymentView) =>
      releaseIn(view, moment)?.deployment?.events.find((event) => event.name === name);
    const same = find(moment.before)?.status === status;
    if (same || status === "Pending" || status === "Skipped") return [];
    return [`${name}: ${status}${took(find(moment.view))}${because(detail)}`];
  },

  tasks: ({ event: { role, desired, running, healthy }, view: { unit } }) => [
    `${COLOR_OF[role]}: ${running} of ${desired} ${unit}s run, ${healthy} healthy`,
  ],

  shifted: (moment) => {
    const [step] = lastStep(moment);
    const promised = percent(moment.event.promised);
    return [step ? `${step}; now ${promised}` : `shift: now ${promised} of users on green`];
  },

  rollback: (moment) => [
    ...lastStep(moment),
    `rollback: ${moment.event.reason}${moment.event.deployment ? ` (${shortName(moment.event.deployment)})` : ""}`,
  ],

  waiting: ({ event }) => [
    `waits: ${event.for}${event.until === undefined ? "" : `, for ${duration(Math.round((event.until - event.at) / 1000) * 1000)} at most`}`,
  ],

  "execution-ended": (moment) => [
    ...lastStep(moment),
    `release ended: ${moment.event.status}${because(moment.event.reason)}`,
  ],

  alarm: ({ event: { name, state, reason }, before }) =>
    // That an alarm has its first data, and is well, is no news.
    before.alarms.some((alarm) => alarm.name === name && alarm.state === state) ||
    (state !== "ALARM" && !before.alarms.some((alarm) => alarm.name === name && alarm.state === "ALARM"))
      ? []
      : [`alarm ${name}: ${state}${because(reason)}`],

  fault: ({ event: { fault } }) => [`fault injected: ${fault}`],
};

/** What an event says to somebody who reads along. */
export function linesOf(
  event: ReleaseEvent,
  before: DeploymentView,
  view: DeploymentView,
): readonly string[] {
  const tell: ((moment: UntypedMoment) => readonly string[]) | undefined = TELLERS[event.type];
  return tell?.({ event: event as never, before, view }) ?? [];
}

function releaseIn(view: DeploymentView, { event }: { event: { release: string } }): ReleaseView | undefined {
  return view.releases.find(({ id }) => id === event.release);
}

/** Statuses after which a deployment moves no users. */
const ENDED: ReadonlySet<string> = new Set(["Succeeded", "Failed", "Stopped"]);

/** What came of the step that an event ends; nothing if there was none, or an earlier event has ended it. */
function lastStep(moment: { event: { release: string }; before: DeploymentView }): string[] {
  if (isOnAws(moment.before)) return [];
  const { deployment, rollback, endedAt } = releaseIn(moment.before, moment) ?? {};
  const step = deployment?.shift.at(-1);
  const isOver = endedAt !== undefined || ENDED.has(deployment?.status ?? "");
  // After the step back to nothing, nothing is promised that could be observed.
  if (!step || isOver || step.promised === 0) return [];
  return isTakenBack(step, rollback) ? [] : [stepLine(step)];
}

function stepLine(step: ShiftStepView): string {
  const observed = step.observed === undefined ? "nothing observed" : `observed ${percent(step.observed)}`;
  return `shift: ${percent(step.promised)} of users on green, ${observed}, ${failures(step)}`;
}

function took(part: { startedAt?: number; endedAt?: number } | undefined): string {
  const time = part && tookUntil(part);
  return time ? ` in ${time}` : "";
}

function because(detail: string | undefined): string {
  return detail ? `: ${detail}` : "";
}

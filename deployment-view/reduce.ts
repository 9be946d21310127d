import { append, cut, LIMITS } from "./bounded";
import type { ReleaseEvent } from "./events";
import { changeRelease, isReleaseChange, startRelease } from "./release";
import { countRequests, sampleView } from "./shift";
import type { AlarmView, DeploymentView } from "./view";

/** Nothing has happened yet. */
export const initialView: DeploymentView = {
  system: "",
  engine: "codedeploy",
  speed: 1,
  unit: "task",
  urls: {},
  stages: [],
  releases: [],
  alarms: [],
  samples: [],
  log: [],
  at: 0,
};

type EventOf<Type extends ReleaseEvent["type"]> = Extract<ReleaseEvent, { type: Type }>;

type OwnEvent = "opened" | "execution-started" | "alarm" | "sample" | "log";

type Handlers = {
  readonly [Type in OwnEvent]: (view: DeploymentView, event: EventOf<Type>) => Partial<DeploymentView>;
};

const HANDLERS: Handlers = {
  opened: (view, { system, engine, speed, unit = "task", runtime, urls, stages, alarms, at }) => ({
    system,
    engine,
    speed,
    unit,
    runtime,
    urls,
    stages,
    startedAt: at,
    alarms: alarms.map((name) => alarmNamed(view, name) ?? newAlarm(name, at)),
  }),

  "execution-started": (view, event) =>
    view.releases.some(({ id }) => id === event.release)
      ? {}
      : { releases: append(view.releases, startRelease(event, view.stages), LIMITS.releases) },

  alarm: (view, { name, state, reason, at }) => {
    const before = alarmNamed(view, name);
    if (before?.state === state) return { alarms: withAlarm(view, { ...before, reason }) };
    const change = { name, state, reason, at };
    return {
      alarms: withAlarm(view, { name, state, reason, since: at }),
      releases: view.releases.map((release) =>
        release.status === "InProgress"
          ? { ...release, alarms: append(release.alarms, change, LIMITS.alarmChanges) }
          : release,
      ),
    };
  },

  sample: ({ samples, releases }, { sample }) => ({
    samples: append(samples, sampleView(sample, releases), LIMITS.samples),
    // A release may still be shifted while the next one is built.
    releases: releases.map((release) => countRequests(release, sample)),
  }),

  log: (view, { at, source, text }) => ({
    log: append(view.log, { at, source, text: cut(text, LIMITS.logText) }, LIMITS.log),
  }),
};

/**
 * The view after one event more. It takes events in any order: what speaks of a release that nobody started, or of a
 * deployment that nobody created, changes nothing but the time.
 */
export function reduce(view: DeploymentView, event: ReleaseEvent): DeploymentView {
  return { ...view, ...changesOf(view, event), at: Math.max(view.at, event.at) };
}

function changesOf(view: DeploymentView, event: ReleaseEvent): Partial<DeploymentView> {
  if (!isReleaseChange(event)) {
    const handler: (view: DeploymentView, event: never) => Partial<DeploymentView> = HANDLERS[event.type];
    return handler(view, event as never);
  }
  const { release: id } = event;
  return {
    releases: view.releases.map((release) => (release.id === id ? changeRelease(release, event) : release)),
  };
}

function alarmNamed(view: DeploymentView, name: string): AlarmView | undefined {
  return view.alarms.find((alarm) => alarm.name === name);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html an alarm's first state */
function newAlarm(name: string, since: number): AlarmView {
  return { name, state: "INSUFFICIENT_DATA", reason: "Unchecked: Initial alarm creation", since };
}

function withAlarm(view: DeploymentView, alarm: AlarmView): readonly AlarmView[] {
  return alarmNamed(view, alarm.name)
    ? view.alarms.map((other) => (other.name === alarm.name ? alarm : other))
    : [...view.alarms, alarm];
}

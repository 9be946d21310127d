import type { ReleaseEvent, ReleaseEventBody } from "../../deployment-view/events";
import { initialView, reduce } from "../../deployment-view/reduce";
import type { TrafficSample } from "../../deployment-view/traffic";
import type { DeploymentView } from "../../deployment-view/view";

/** When every story begins. */
export const START = Date.UTC(2026, 0, 5, 9, 0, 0);

/** A moment of a story, in seconds after its beginning. */
export const at = (seconds: number): number => START + seconds * 1000;

/** An event, so many seconds after the beginning. */
export const event = (seconds: number, body: ReleaseEventBody): ReleaseEvent => ({
  ...body,
  at: at(seconds),
});

export const play = (events: readonly ReleaseEvent[], view = initialView): DeploymentView =>
  events.reduce(reduce, view);

export const OPENED = event(0, {
  type: "opened",
  system: "ecs-blue-green",
  engine: "codedeploy",
  speed: 60,
  runtime: "nginx: found on the PATH",
  urls: {
    production: "http://127.0.0.1:8080",
    test: "http://127.0.0.1:9001",
    repository: "http://127.0.0.1:7000/app.git",
  },
  stages: ["Source", "Build", "Deploy"],
  alarms: ["bluegreen-green-errors", "bluegreen-green-latency"],
});

export const LIFECYCLE_EVENTS = [
  "BeforeInstall",
  "Install",
  "AfterInstall",
  "AllowTestTraffic",
  "AfterAllowTestTraffic",
  "BeforeAllowTraffic",
  "AllowTraffic",
  "AfterAllowTraffic",
];

export const started = (release: string, seconds: number): ReleaseEvent =>
  event(seconds, {
    type: "execution-started",
    release,
    commit: "0123456789abcdef0123456789abcdef01234567",
    message: "Say hello\n\nAnd more.",
    trigger: "push to main",
  });

export const created = (release: string, seconds: number): ReleaseEvent =>
  event(seconds, {
    type: "deployment-created",
    release,
    deployment: "d-ABCDEF123",
    lifecycleEvents: LIFECYCLE_EVENTS,
    original: { targetGroup: "bluegreen-blue", version: "old" },
    replacement: { targetGroup: "bluegreen-green", version: "new" },
  });

export const shifted = (release: string, seconds: number, promised: number): ReleaseEvent =>
  event(seconds, { type: "shifted", release, promised, due: at(seconds) - 20 });

/** A stretch of traffic: how many requests each version served, and how many of all failed. */
export function sample(from: number, to: number, served: Record<string, number>, failed = 0): ReleaseEvent {
  const stretch: TrafficSample = {
    from: at(from),
    at: at(to),
    requests: Object.values(served).reduce((sum, count) => sum + count, 0),
    failed,
    p50Ms: 3,
    p99Ms: 12,
    byVersion: Object.fromEntries(
      Object.entries(served).map(([version, requests]) => [version, { requests, failed: 0 }]),
    ),
  };
  return event(to, { type: "sample", sample: stretch });
}

const stage = (
  release: string,
  seconds: number,
  name: string,
  status: "InProgress" | "Succeeded" | "Failed",
) => event(seconds, { type: "stage", release, stage: name, status });

const lifecycle = (
  release: string,
  seconds: number,
  name: string,
  status: "InProgress" | "Succeeded" | "Failed" | "Skipped",
) => event(seconds, { type: "lifecycle-event", release, name, status });

/** One release up to the moment at which users are moved: it takes 60 seconds. */
export const untilTraffic = (release: string, from: number): ReleaseEvent[] => [
  started(release, from),
  stage(release, from, "Source", "InProgress"),
  stage(release, from + 4, "Source", "Succeeded"),
  stage(release, from + 4, "Build", "InProgress"),
  event(from + 5, { type: "log", source: "build", text: "npm ci" }),
  stage(release, from + 30, "Build", "Succeeded"),
  stage(release, from + 30, "Deploy", "InProgress"),
  created(release, from + 30),
  event(from + 30, { type: "deployment", release, status: "InProgress" }),
  event(from + 30, { type: "tasks", release, role: "original", desired: 2, running: 2, healthy: 2 }),
  lifecycle(release, from + 30, "Install", "InProgress"),
  event(from + 40, { type: "tasks", release, role: "replacement", desired: 2, running: 2, healthy: 1 }),
  lifecycle(release, from + 45, "Install", "Succeeded"),
  lifecycle(release, from + 60, "AllowTraffic", "InProgress"),
];

/** A release that succeeds in 260 seconds, with three steps, and waits before it ends the original. */
export const good = (release: string, from: number): ReleaseEvent[] => [
  ...untilTraffic(release, from),
  shifted(release, from + 60, 10),
  sample(from + 60, from + 90, { old: 90, new: 10 }),
  sample(from + 90, from + 120, { old: 89, new: 11 }),
  shifted(release, from + 120, 50),
  sample(from + 120, from + 180, { old: 101, new: 99 }),
  shifted(release, from + 180, 100),
  sample(from + 180, from + 200, { new: 50 }),
  lifecycle(release, from + 200, "AllowTraffic", "Succeeded"),
  event(from + 200, { type: "waiting", release, for: "termination", until: at(from + 255) }),
  event(from + 255, { type: "deployment", release, status: "Succeeded" }),
  stage(release, from + 260, "Deploy", "Succeeded"),
  event(from + 260, { type: "execution-ended", release, status: "Succeeded" }),
];

/** A release that an alarm takes back 30 seconds after its second step. */
export const bad = (release: string, from: number): ReleaseEvent[] => [
  ...untilTraffic(release, from),
  event(from + 60, { type: "fault", release, fault: "5xx from 40 %" }),
  shifted(release, from + 60, 10),
  sample(from + 60, from + 120, { old: 180, new: 20 }),
  shifted(release, from + 120, 40),
  sample(from + 120, from + 150, { old: 55, new: 40, none: 5 }, 25),
  event(from + 150, {
    type: "alarm",
    name: "bluegreen-green-errors",
    state: "ALARM",
    reason: "Threshold Crossed: 1 datapoint [25.0] was greater than the threshold (5.0).",
  }),
  lifecycle(release, from + 150, "AllowTraffic", "Failed"),
  event(from + 150, {
    type: "rollback",
    release,
    reason: "The alarm bluegreen-green-errors is in ALARM.",
    deployment: "d-ROLLBACK1",
  }),
  event(from + 150, { type: "deployment", release, status: "Stopped" }),
  sample(from + 150, from + 160, { old: 30 }),
  stage(release, from + 160, "Deploy", "Failed"),
  event(from + 160, {
    type: "execution-ended",
    release,
    status: "Failed",
    reason: "The deployment was stopped.",
  }),
];

/** Two releases, of which the second is rolled back. */
export const STORY: readonly ReleaseEvent[] = [OPENED, ...good("first", 10), ...bad("second", 300)];

import type {
  AlarmView,
  DeploymentPart,
  DeploymentView,
  LogLine,
  ReleaseView,
  SampleView,
} from "../../deployment-view/view";

/** When the release of the story begins, in AWS milliseconds since the epoch. */
export const START = new Date(2026, 0, 15, 14, 0, 0).getTime();

/** Moments of the story, in AWS seconds since the release began. */
export const MOMENTS = {
  testTraffic: 215,
  shift: 240,
  halfway: 500,
  alarm: 560,
  shifted: 785,
  end: 1090,
} as const;

export interface Plot {
  /** Whether an alarm rolls the release back. */
  readonly failing?: boolean;
  readonly urls?: DeploymentView["urls"];
  /** What the release waits for all along. */
  readonly waiting?: ReleaseView["waiting"];
}

const SAMPLE_SECONDS = 10;
const ALARMS = [
  "blue-errors",
  "blue-latency",
  "blue-unhealthy",
  "green-errors",
  "green-latency",
  "green-unhealthy",
];
const REASON = "bluegreen-green-errors is in ALARM: 2 of 2 datapoints were above 5 %";

/** Stages and lifecycle events, each from one second to another. */
const STAGES = { Source: [0, 20], Build: [20, 150], Deploy: [150, MOMENTS.end] } as const;
const LIFECYCLE = {
  BeforeInstall: [150, 151],
  Install: [151, 205],
  AfterInstall: [205, 206],
  AllowTestTraffic: [206, 215],
  AfterAllowTestTraffic: [215, 238],
  BeforeAllowTraffic: [238, 240],
  AllowTraffic: [240, 785],
  AfterAllowTraffic: [785, 787],
} as const;

const SAID: readonly (readonly [second: number, source: string, text: string])[] = [
  [1, "source", "push to main: 3f2a1bc Green page for the spring sale"],
  [22, "build", "$ docker build --tag shop ."],
  [80, "build", "$ docker push 123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop"],
  [140, "build", "pushed sha256:9c1185a5c5e9fc54612808977ee8f548b2258d31"],
  [152, "deployment", "d-W7R9EXMPL: task set of 2 tasks on bluegreen-green"],
  [196, "task app-3", "nginx answers on port 40123"],
  [202, "task app-4", "nginx answers on port 40124"],
  [206, "load balancer", "test listener: bluegreen-green 100 %"],
  [220, "hook validate-green", "GET / 200 in 4 ms: pass"],
  [222, "hook validate-green", "GET /healthz 200 in 2 ms: pass"],
  [237, "hook validate-green", "told CodeDeploy: Succeeded"],
  [240, "load balancer", "production listener: bluegreen-green 10 %"],
  [360, "load balancer", "production listener: bluegreen-green 30 %"],
  [480, "load balancer", "production listener: bluegreen-green 50 %"],
];

/** How a release of the sample stands some AWS seconds after it began. */
export function viewAt(second: number, plot: Plot = {}): DeploymentView {
  const log = SAID.filter(([at]) => at <= second).map(
    ([at, source, text]): LogLine => ({ at: START + at * 1000, source, text }),
  );
  return {
    system: "ecs-blue-green",
    engine: "codedeploy",
    speed: 60,
    unit: "task",
    runtime: "nginx: found on the PATH",
    urls: plot.urls ?? {},
    stages: Object.keys(STAGES),
    startedAt: START,
    releases: second < 0 ? [] : [releaseAt(second, plot)],
    alarms: ALARMS.map((name) => alarm(name, second, plot)),
    samples: samples(second, plot),
    log,
    at: START + second * 1000,
  };
}

function releaseAt(second: number, plot: Plot): ReleaseView {
  const stopped = plot.failing && second >= MOMENTS.alarm;
  const over = stopped || second >= MOMENTS.end;
  return {
    id: "5f1c9f70-3c1e-4f9a-8f62-0a4f0a8f9c11",
    commit: "3f2a1bc8e0d94e0d5b0c",
    message: "Green page for the spring sale",
    trigger: "push to main",
    status: stopped ? "Failed" : over ? "Succeeded" : "InProgress",
    reason: stopped ? REASON : undefined,
    startedAt: START,
    endedAt: over ? START + (stopped ? MOMENTS.alarm : MOMENTS.end) * 1000 : undefined,
    stages: Object.entries(STAGES).map(([name, span]) => ({ name, ...progress(span, second, plot) })),
    deployment: second < 150 ? undefined : deploymentAt(second, plot),
    rollback: stopped
      ? { reason: REASON, deployment: "d-R0LLEXMPL", at: START + MOMENTS.alarm * 1000 }
      : undefined,
    waiting:
      plot.waiting ??
      (second >= MOMENTS.shifted ? { for: "termination", until: START + MOMENTS.end * 1000 } : undefined),
    traffic: { requests: 0, failed: 0 },
    alarms: [],
    faults: plot.failing ? ["5xx from 40 % of users on"] : [],
  };
}

function deploymentAt(second: number, plot: Plot): DeploymentPart {
  const stopped = plot.failing && second >= MOMENTS.alarm;
  const promised = promisedAt(second, plot);
  const steps = Array.from({ length: 10 }, (_, step) => MOMENTS.shift + step * 60).filter(
    (at) => at <= second && !(plot.failing && at > MOMENTS.alarm),
  );
  const shift = steps.map((at) => promisedStep(at, promisedAt(at, {})));
  return {
    id: "d-W7R9EXMPL",
    status: stopped ? "Stopped" : second >= MOMENTS.end ? "Succeeded" : "InProgress",
    original: { targetGroup: "bluegreen-blue", version: "a81c2d0" },
    replacement: { targetGroup: "bluegreen-green", version: "3f2a1bc" },
    events: Object.entries(LIFECYCLE).map(([name, span]) => ({ name, ...progress(span, second, plot) })),
    shift: stopped ? [...shift, promisedStep(MOMENTS.alarm, promised)] : shift,
    tasks: {
      original: { desired: 2, running: 2, healthy: 2 },
      replacement: stopped
        ? { desired: 0, running: 0, healthy: 0 }
        : { desired: 2, running: second > 190 ? 2 : 0, healthy: second > 205 ? 2 : 0 },
    },
  };
}

function promisedStep(second: number, promised: number) {
  return {
    at: START + second * 1000,
    due: START + second * 1000,
    promised,
    requests: 60,
    failed: 0,
    served: { original: 30, replacement: 30 },
  };
}

function promisedAt(second: number, plot: Plot): number {
  if (plot.failing && second >= MOMENTS.alarm) return 0;
  return second < MOMENTS.shift ? 0 : Math.min(100, (Math.floor((second - MOMENTS.shift) / 60) + 1) * 10);
}

function progress([from, to]: readonly [number, number], second: number, plot: Plot) {
  if (second < from) return { status: "Pending" as const };
  const startedAt = START + from * 1000;
  if (second >= to) return { status: "Succeeded" as const, startedAt, endedAt: START + to * 1000 };
  const stopped = plot.failing && second >= MOMENTS.alarm;
  if (stopped) return { status: "Failed" as const, startedAt, endedAt: START + MOMENTS.alarm * 1000 };
  return { status: "InProgress" as const, startedAt };
}

function alarm(name: string, second: number, plot: Plot): AlarmView {
  const red = name === "green-errors" && plot.failing && second >= MOMENTS.alarm;
  return {
    name: `bluegreen-${name}`,
    state: red ? "ALARM" : "OK",
    reason: red ? "2 of 2 datapoints were above 5 %" : "",
    since: START + (red ? MOMENTS.alarm : 0) * 1000,
  };
}

function samples(second: number, plot: Plot): SampleView[] {
  const many = Math.max(0, Math.floor(second / SAMPLE_SECONDS));
  return Array.from({ length: many }, (_, index): SampleView => {
    const at = (index + 1) * SAMPLE_SECONDS;
    const promised = promisedAt(at - SAMPLE_SECONDS, plot);
    const wave = Math.sin(index * 1.7) + Math.sin(index * 0.9) / 2;
    const faulty = plot.failing && promised >= 40;
    return {
      from: START + (at - SAMPLE_SECONDS) * 1000,
      at: START + at * 1000,
      requests: 60,
      failed: faulty ? Math.round((promised / 100) * 14 + wave) : 0,
      p50Ms: 3 + wave * 0.4,
      p99Ms: 9 + wave * 2 + promised / 40,
      promised: at > 150 ? promised : undefined,
      observed: at > 150 ? Math.min(100, Math.max(0, promised + (promised % 100 ? wave * 2 : 0))) : undefined,
    };
  });
}

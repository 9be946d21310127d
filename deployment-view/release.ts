import type { ExecutionStarted, LifecycleEventStatus, ReleaseEvent, StageStatus } from "./events";
import type { DeploymentPart, ReleaseView } from "./view";

/** An event that changes a release which has begun. */
export type ReleaseChange = Exclude<
  Extract<ReleaseEvent, { release: string }>,
  { type: "execution-started" }
>;

type ChangeOf<Type extends ReleaseChange["type"]> = Extract<ReleaseChange, { type: Type }>;

type Handlers = {
  readonly [Type in ReleaseChange["type"]]: (
    release: ReleaseView,
    event: ChangeOf<Type>,
  ) => Partial<ReleaseView>;
};

const HANDLERS: Handlers = {
  stage: ({ stages }, event) => ({ stages: withMoved(stages, event.stage, event) }),

  "deployment-created": (_, { deployment, lifecycleEvents, original, replacement }) => ({
    deployment: {
      id: deployment,
      status: "Created",
      original,
      replacement,
      events: lifecycleEvents.map((name) => ({ name, status: "Pending" })),
      shift: [],
      tasks: {},
    },
  }),

  deployment: ({ deployment }, { status, detail }) => inDeployment(deployment, () => ({ status, detail })),

  "lifecycle-event": ({ deployment }, event) =>
    inDeployment(deployment, ({ events }) => ({ events: withMoved(events, event.name, event) })),

  tasks: ({ deployment }, { role, desired, running, healthy }) =>
    inDeployment(deployment, ({ tasks }) => ({ tasks: { ...tasks, [role]: { desired, running, healthy } } })),

  shifted: ({ deployment }, { promised, due, at }) =>
    inDeployment(deployment, ({ shift }) => ({
      shift: [
        ...shift,
        { at, due, promised, served: { original: 0, replacement: 0 }, requests: 0, failed: 0 },
      ],
    })),

  rollback: (_, { reason, deployment, at }) => ({ rollback: { reason, deployment, at } }),

  waiting: (_, { for: what, until }) => ({ waiting: { for: what, until } }),

  "execution-ended": (_, { status, reason, at }) => ({ status, reason, endedAt: at }),

  fault: ({ faults }, { fault }) => ({ faults: [...faults, fault] }),
};

export function isReleaseChange(event: ReleaseEvent): event is ReleaseChange {
  return event.type in HANDLERS;
}

/** A release at its beginning, with every stage still to come. */
export function startRelease(
  event: ExecutionStarted & { at: number },
  stages: readonly string[],
): ReleaseView {
  return {
    id: event.release,
    commit: event.commit,
    message: event.message,
    trigger: event.trigger,
    status: "InProgress",
    startedAt: event.at,
    stages: stages.map((name) => ({ name, status: "Pending" })),
    faults: [],
    traffic: { requests: 0, failed: 0 },
    alarms: [],
  };
}

/** The release after an event of its own. */
export function changeRelease(release: ReleaseView, event: ReleaseChange): ReleaseView {
  const handler: (release: ReleaseView, event: never) => Partial<ReleaseView> = HANDLERS[event.type];
  const waiting = goesOnAfter(event) ? undefined : release.waiting;
  return { ...release, waiting, ...handler(release, event as never) };
}

/** What can happen to a release while it waits, without ending the wait. */
const WHILE_WAITING: ReadonlySet<string> = new Set(["tasks", "fault", "Ready", "Baking"]);

function goesOnAfter(event: ReleaseChange): boolean {
  return !WHILE_WAITING.has(event.type === "deployment" ? event.status : event.type);
}

function inDeployment(
  deployment: DeploymentPart | undefined,
  change: (deployment: DeploymentPart) => Partial<DeploymentPart>,
): Partial<ReleaseView> {
  return deployment ? { deployment: { ...deployment, ...change(deployment) } } : {};
}

/** What stages and lifecycle events have in common. */
export interface Part<Status> {
  readonly name: string;
  readonly status: Status;
  readonly detail?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

interface Move<Status> {
  readonly status: Status;
  readonly detail?: string;
  readonly at: number;
}

/** A part that nobody announced comes last. */
function withMoved<Status extends StageStatus | LifecycleEventStatus>(
  parts: readonly Part<Status>[],
  name: string,
  move: Move<Status>,
): readonly Part<Status>[] {
  return parts.some((part) => part.name === name)
    ? parts.map((part) => (part.name === name ? moved(part, move) : part))
    : [...parts, moved({ name, status: move.status }, move)];
}

function moved<Status extends StageStatus | LifecycleEventStatus>(
  { name, status: before, startedAt, endedAt }: Part<Status>,
  { status, detail, at }: Move<Status>,
): Part<Status> {
  switch (status) {
    case "Pending":
    case "Skipped":
      return { name, status, detail };
    case "InProgress":
      // Told twice, it goes on; after an end, it is tried again.
      return { name, status, detail, startedAt: before === status ? (startedAt ?? at) : at };
    case "Unknown":
      return { name, status, detail, startedAt, endedAt };
    default:
      return { name, status, detail, startedAt, endedAt: before === status ? (endedAt ?? at) : at };
  }
}

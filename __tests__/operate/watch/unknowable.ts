import type { ReleaseEvent } from "../../../deployment-view/events";
import type { DeploymentView, ReleaseView } from "../../../deployment-view/view";
import { INSTANCES, isUnseenOfInstances } from "./unknowable-of-instances";
import { isUnseenOfRolling, ROLLING } from "./unknowable-of-rolling";

type Deployment = NonNullable<ReleaseView["deployment"]>;

/** What of any deployment that ECS does itself it does not say. */
const ECS = {
  "the id of ECS is an ARN that ends with it": (deployment) => ({
    ...deployment,
    id: deployment.id.slice(deployment.id.lastIndexOf("/") + 1),
  }),
  "ECS calls whatever was undone ROLLBACK_SUCCESSFUL, whoever asked for it": (deployment) => ({
    ...deployment,
    status: deployment.status === "Failed" ? "Stopped" : deployment.status,
  }),
} satisfies Record<string, (deployment: Deployment) => Deployment>;

/** All that a rehearsal knows of a release and AWS does not say, each with the reason; nothing else may differ. */
const UNKNOWABLE = {
  view: {
    "AWS has no speed": (view) => ({ ...view, speed: 1 }),
    "nobody asks what runs the tasks": ({ runtime: _, ...view }) => view,
    "where the application answers, the operator knows": (view) => ({ ...view, urls: {} }),
    "there are no users of the watcher's own, whose requests could be counted": (view) => ({
      ...view,
      samples: [],
    }),
    "logs are read elsewhere": (view) => ({ ...view, log: [] }),
  } satisfies Record<string, (view: DeploymentView) => DeploymentView>,

  release: {
    "CodePipeline names the rule or the webhook that started it, not the push": (release) => ({
      ...release,
      trigger: "",
    }),
    "nobody injects faults on AWS": (release) => ({ ...release, faults: [] }),
    "of the requests of users, AWS says nothing by release": (release) => ({
      ...release,
      traffic: { requests: 0, failed: 0 },
    }),
  } satisfies Record<string, (release: ReleaseView) => ReleaseView>,

  deployment: {
    "when a step was due, only the schedule knows": (deployment) => ({
      ...deployment,
      shift: deployment.shift.map((step) => ({ ...step, due: step.at })),
    }),
    "of several steps in one moment only the last is seen": (deployment) => ({
      ...deployment,
      shift: deployment.shift.filter(({ at }, index, all) => all[index + 1]?.at !== at),
    }),
  } satisfies Record<string, (deployment: Deployment) => Deployment>,

  /** What only CodeDeploy says. */
  native: {
    "ECS names the stage of the moment alone: what took no time was never seen to begin": (deployment) => ({
      ...deployment,
      events: deployment.events.map(({ startedAt, ...event }) =>
        startedAt === event.endedAt ? event : { ...event, startedAt },
      ),
    }),
    "why a stage ended, ECS says of the whole deployment": (deployment) => ({
      ...deployment,
      events: deployment.events.map(({ detail: _, ...event }) => event),
    }),
  } satisfies Record<string, (deployment: Deployment) => Deployment>,
};

/** Whether AWS shows nothing of an event. */
export function isUnseen(view: DeploymentView, event: ReleaseEvent): boolean {
  if (view.unit === "instance") return isUnseenOfInstances(view, event);
  return view.engine === "rolling" && isUnseenOfRolling(event);
}

/** A view without what AWS does not say. */
export function knowable(view: DeploymentView): DeploymentView {
  const isRolling = view.engine === "rolling";
  const known = isRolling ? without<DeploymentView>(ROLLING.view, view) : view;
  const releases = known.releases.map((release) => {
    const own = isRolling ? without<ReleaseView>(ROLLING.release, release) : release;
    const { deployment, ...rest } = without(UNKNOWABLE.release, own);
    if (!deployment) return rest;
    const told = without(UNKNOWABLE.deployment, deployment);
    if (isRolling) return { ...rest, deployment: without({ ...ECS, ...ROLLING.deployment }, told) };
    if (view.unit === "instance") {
      const changes = Object.values(INSTANCES);
      return {
        ...rest,
        deployment: changes.reduce((left, change) => change({ ...rest, deployment: left }), told),
      };
    }
    return {
      ...rest,
      deployment: view.engine === "native" ? without({ ...ECS, ...UNKNOWABLE.native }, told) : told,
    };
  });
  return { ...without<DeploymentView>(UNKNOWABLE.view, known), releases };
}

function without<Part>(table: Readonly<Record<string, (part: Part) => Part>>, part: Part): Part {
  return Object.values(table).reduce((left, change) => change(left), part);
}

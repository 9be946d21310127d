import type { DeploymentView, ReleaseView } from "../../../deployment-view/view";

type Deployment = NonNullable<ReleaseView["deployment"]>;

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
  } satisfies Record<string, (deployment: Deployment) => Deployment>,

  /** What only CodeDeploy says. */
  native: {
    "the id of ECS is an ARN that ends with it": (deployment) => ({
      ...deployment,
      id: deployment.id.slice(deployment.id.lastIndexOf("/") + 1),
    }),
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
    "ECS calls whatever was undone ROLLBACK_SUCCESSFUL, whoever asked for it": (deployment) => ({
      ...deployment,
      status: deployment.status === "Failed" ? "Stopped" : deployment.status,
    }),
  } satisfies Record<string, (deployment: Deployment) => Deployment>,
};

/** A view without what AWS does not say. */
export function knowable(view: DeploymentView): DeploymentView {
  const releases = view.releases.map((release) => {
    const { deployment, ...rest } = without(UNKNOWABLE.release, release);
    if (!deployment) return rest;
    const told = without(UNKNOWABLE.deployment, deployment);
    return { ...rest, deployment: view.engine === "native" ? without(UNKNOWABLE.native, told) : told };
  });
  return { ...without<DeploymentView>(UNKNOWABLE.view, view), releases };
}

function without<Part>(table: Readonly<Record<string, (part: Part) => Part>>, part: Part): Part {
  return Object.values(table).reduce((left, change) => change(left), part);
}

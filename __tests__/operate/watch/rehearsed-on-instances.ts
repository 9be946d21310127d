import type { ReleaseEvent, ReleaseEventBody } from "../../../deployment-view/events";
import { codeDeployActions } from "../../../rehearsal/instance-deployment";
import { ended } from "../../../rehearsal/pipeline/ended";
import type { Pipeline } from "../../../rehearsal/pipeline/pipeline";
import { versionOf } from "../../../rehearsal/pipeline/version";
import { fleetReading } from "../../../rehearsal/reading";
import { PaperJournal } from "../../rehearsal/deployment/stage";
import { ALARM, bundle, Depot, type DepotOptions, MODEL } from "../../rehearsal/instance-deployment/depot";
import type { Rehearsed } from "./golden";
import { action, after, paperPipeline } from "./paper-pipeline";

const SECOND_MS = 1000;

/** Releases to a fleet on paper, one after the other. */
export interface InstancePlay {
  readonly fleet: DepotOptions;
  readonly commits: readonly string[];
  /** What is done once the last one has some of the users, or of the instances. */
  readonly halfway?: (depot: Depot) => void;
}

const STAGES = [
  { name: "Source", actions: [action("Source", "Source", "CodeCommit")] },
  { name: "Build", actions: [action("Build", "Build", "CodeBuild")] },
  { name: "Deploy", actions: [action("Deploy", "Deploy", "CodeDeploy")] },
];

/** What a service serves; a fleet has none. */
const NOTHING = {
  ...{ id: "", targetGroup: "", version: "", container: { name: "", image: "" } },
  ...{ containerPort: 0, desired: 0 },
};

const PLACE = { region: "eu-central-1", accountId: "111122223333" };

/** Plays releases to their end. */
export async function rehearsedOnInstances(play: InstancePlay): Promise<Rehearsed> {
  const depot = await new Depot(play.fleet).open();
  const { clock, deployer } = depot;
  const events: ReleaseEvent[] = [];
  const states: Pick<typeof deployer, "autoScalingGroups" | "deployments" | "lastSuccessful">[] = [];
  const told = (event: ReleaseEvent) => {
    events.push(event);
    const { autoScalingGroups, deployments, lastSuccessful } = deployer;
    states.push({ autoScalingGroups, deployments, lastSuccessful });
  };
  depot.onTold((event) => told(event as ReleaseEvent));
  const tell = (body: ReleaseEventBody) => told({ ...body, at: clock.now() } as ReleaseEvent);
  depot.alarms.onChange(({ name, value, reason }) => tell({ type: "alarm", name, state: value, reason }));
  tell({
    type: "opened",
    system: "ec2-rolling",
    engine: "codedeploy",
    unit: "instance",
    speed: 60,
    runtime: "paper",
    urls: {},
    stages: STAGES.map(({ name }) => name),
    alarms: [ALARM],
  });
  const pipeline = pipelineOf(depot, tell);
  for (const [index, commit] of play.commits.entries()) {
    if (index === play.commits.length - 1) whenHalf(depot, play);
    await clock.play(pipeline.start({ commit, message: `Commit ${index + 1}`, trigger: "push to main" }));
  }
  await depot.close();
  return {
    stack: "ec2-rolling",
    events,
    answers: (view, happened) => answersOf(play, view, () => states[happened() - 1]),
  };
}

function whenHalf(depot: Depot, { halfway }: InstancePlay): void {
  let isDone = false;
  depot.onTold(({ type }) => {
    if (type !== "shifted" || isDone) return;
    isDone = true;
    void depot.clock.after(5 * SECOND_MS).then(() => halfway?.(depot));
  });
}

function pipelineOf({ clock, deployer }: Depot, tell: (body: ReleaseEventBody) => void): Pipeline {
  const journal = new PaperJournal([{ started: 0, executions: [], done: false, serving: NOTHING }]);
  return paperPipeline({
    stages: STAGES,
    journal,
    tell,
    runners: {
      CodeCommit: after(clock, 4),
      CodeBuild: after(clock, 60),
      CodeDeploy: async (_, { id, commit }) => {
        const version = versionOf(commit);
        return ended(await deployer.deploy(id, version, bundle(version)));
      },
    },
  });
}

type State = Parameters<typeof codeDeployActions>[0]["deployer"];

function answersOf(
  { fleet }: InstancePlay,
  view: Parameters<typeof fleetReading>[0]["view"],
  now: () => Pick<State, "autoScalingGroups" | "deployments" | "lastSuccessful"> | undefined,
) {
  const model = { ...MODEL, ...fleet.model };
  const deployer: State = {
    get autoScalingGroups() {
      return now()?.autoScalingGroups ?? [];
    },
    get deployments() {
      return now()?.deployments ?? [];
    },
    get lastSuccessful() {
      return now()?.lastSuccessful;
    },
    underWay: undefined,
    stop: () => false,
  };
  return fleetReading({
    ...PLACE,
    view,
    answers: codeDeployActions({
      ...{ model, deployer, deploymentGroupId: "group-id", bucket: "artifacts", launchHook: "hook" },
    }),
    system: {
      deployment: model,
      pipeline: { name: "shop", stages: STAGES },
      targetGroups: [],
      alarms: [{ name: ALARM }],
      parameters: [],
      tags: { System: "shop", Stack: "ec2-rolling" },
    },
  });
}

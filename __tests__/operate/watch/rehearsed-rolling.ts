import type { ReleaseEvent, ReleaseEventBody } from "../../../deployment-view/events";
import { rollingActions } from "../../../rehearsal/deployment/rolling/ecs-actions";
import { TaskDefinitions } from "../../../rehearsal/deployment/rolling/task-definitions";
import { versionOf } from "../../../rehearsal/pipeline/version";
import { rollingReading } from "../../../rehearsal/reading/rolling";
import {
  ALARM,
  arnOf,
  definition,
  RollingStage,
  type RollingStageOptions,
  SERVICE,
  TARGET_GROUP,
} from "../../rehearsal/deployment/rolling/stage";
import type { PaperTask } from "../../rehearsal/deployment/tasks";
import type { Rehearsed } from "./golden";

const MINUTE_MS = 60_000;

/** A release, or several, that a CI asks ECS for. */
export interface RollingPlay {
  readonly options?: RollingStageOptions;
  /** Commits, each released once the one before is. @default - one */
  readonly commits?: readonly string[];
  /** What befalls each task of a release as it starts. @throws Error where it cannot be started */
  readonly onStart?: (stage: RollingStage, task: PaperTask) => void;
  /** What is done as soon as a release is under way. */
  readonly begun?: (stage: RollingStage) => Promise<void>;
}

/** A revision of the task definition that serves a version, as the tag of its image says. */
function serving(revision: number, version: string) {
  const portMappings = [{ containerPort: SERVICE.containerPort }];
  return definition(revision, {
    containerDefinitions: [{ name: SERVICE.containerName, image: `shop:${version}`, portMappings }],
  });
}

/** Plays releases to their end. */
export async function rehearsedRolling(play: RollingPlay): Promise<Rehearsed> {
  const { commits = ["c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00"], options = {} } = play;
  const versions = ["placeholder", ...commits.map(versionOf)];
  const taskDefinitions = versions.map((version, index) => serving(index + 1, version));
  const stage = new RollingStage({ ...options, model: { ...options.model, taskDefinitions } });
  try {
    const tell = (body: ReleaseEventBody) => stage.told.push({ ...body, at: stage.clock.now() });
    stage.alarms.onChange(({ name, value, reason }) => tell({ type: "alarm", name, state: value, reason }));
    await stage.ready();
    const { onStart } = play;
    stage.tasks.onStart = (task) => (task.state.release ? onStart?.(stage, task) : undefined);
    tell({
      type: "opened",
      system: "ecs-rolling",
      engine: "rolling",
      speed: 60,
      runtime: "paper",
      urls: { production: "http://127.0.0.1:8080" },
      stages: ["Release"],
      alarms: [ALARM],
    });
    for (const [index, commit] of commits.entries()) await release(play, stage, commit, index + 2);
    return { stack: "ecs-rolling", events: [...stage.told] as ReleaseEvent[], answers: answersOf(stage) };
  } finally {
    await stage.close();
  }
}

/** The job of a commit, once the alarms have something to go by: it builds for a minute, and asks ECS for a deployment. */
async function release({ begun }: RollingPlay, stage: RollingStage, commit: string, revision: number) {
  const { clock } = stage;
  const version = versionOf(commit);
  const id = `release-${version}`;
  const tell = (body: ReleaseEventBody) => stage.told.push({ ...body, at: clock.now() });
  await clock.pass(2 * MINUTE_MS);
  tell({ type: "execution-started", release: id, commit, message: "Say hello", trigger: "push to main" });
  tell({ type: "stage", release: id, stage: "Release", status: "InProgress" });
  await clock.pass(MINUTE_MS);
  const ends = stage.begin(version, stage.revision(revision));
  const [result] = await clock.play(Promise.all([ends, begun?.(stage)]));
  const isGood = result.status === "Succeeded";
  const status = isGood ? "Succeeded" : "Failed";
  tell({ type: "stage", release: id, stage: "Release", status });
  const reason = isGood ? undefined : "release.sh ended with 1";
  tell({ type: "execution-ended", release: id, status, reason });
}

function answersOf({ deployer, model }: RollingStage): Rehearsed["answers"] {
  const answers = rollingActions({
    ...{ model, service: SERVICE, targetGroupArn: TARGET_GROUP.arn, deployer },
    definitions: new TaskDefinitions({
      declared: model.taskDefinitions,
      arn: () => arnOf(1).replace(/:1$/, ""),
      now: () => 0,
      state: undefined,
      save: () => undefined,
    }),
    caller: () => ({ release: "", version: "" }),
    digest: async () => undefined,
  });
  return (view) =>
    rollingReading({
      tags: { System: "shop", Stack: "ecs-rolling" },
      imageRepositories: [],
      service: SERVICE,
      targetGroupArn: TARGET_GROUP.arn,
      alarms: [{ name: ALARM }],
      deployments: () => deployer.deployments,
      answers,
      view,
    });
}

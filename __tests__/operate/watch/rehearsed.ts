import type { ReleaseEvent, ReleaseEventBody } from "../../../deployment-view/events";
import type { DeploymentResult } from "../../../rehearsal/deployment/parts";
import { ended } from "../../../rehearsal/pipeline/ended";
import type { Pipeline } from "../../../rehearsal/pipeline/pipeline";
import { versionOf } from "../../../rehearsal/pipeline/version";
import type { Reading } from "../../../rehearsal/reading";
import type { DeploymentModel } from "../../../rehearsal/stack/model";
import { ALARM, revision, Stage, type StageOptions } from "../../rehearsal/deployment/stage";
import { action, after, paperPipeline } from "./paper-pipeline";

const SECOND_MS = 1000;

/** A release, or several, on the engine of the rehearsal. */
export interface Play extends Pick<StageOptions, "approve" | "functions"> {
  readonly model: Partial<DeploymentModel>;
  readonly hooks?: Readonly<Record<string, string>>;
  /** Commits, each released half a minute after the one before. @default - one */
  readonly commits?: readonly string[];
  /** Whether the pipeline asks before it deploys. */
  readonly asks?: boolean;
  /** What is done twenty seconds after half of the users were moved. */
  readonly halfway?: (stage: Stage) => void;
}

function stagesOf({ asks, model }: Play) {
  const deploy =
    model.engine === "native"
      ? action("Deploy", "Build", "CodeBuild")
      : action("Deploy", "Deploy", "CodeDeployToECS");
  return [
    { name: "Source", actions: [action("Source", "Source", "CodeCommit")] },
    { name: "Build", actions: [action("Build", "Build", "CodeBuild")] },
    ...(asks ? [{ name: "Approve", actions: [action("Approve", "Approval", "Manual")] }] : []),
    { name: "Deploy", actions: [deploy] },
  ];
}

/** Plays releases to their end. @returns all that was told, and what AWS's reading API is answered from */
export async function rehearsed(play: Play): Promise<{ events: ReleaseEvent[]; system: Reading["system"] }> {
  const stage = new Stage(play);
  const { clock } = stage;
  const stages = stagesOf(play);
  const events: ReleaseEvent[] = [];
  const tell = (body: ReleaseEventBody) => events.push({ ...body, at: clock.now() } as ReleaseEvent);
  stage.onTold((event) => {
    events.push(event as ReleaseEvent);
    if (event.type === "shifted" && event.promised === 50) {
      void clock.after(20 * SECOND_MS).then(() => play.halfway?.(stage));
    }
  });
  stage.alarms.onChange(({ name, value, reason }) => tell({ type: "alarm", name, state: value, reason }));
  await stage.ready();
  tell({
    type: "opened",
    system: "ecs-blue-green",
    engine: play.model.engine ?? "codedeploy",
    speed: 60,
    runtime: "paper",
    urls: { production: "http://127.0.0.1:8080" },
    stages: stages.map(({ name }) => name),
    alarms: [ALARM],
  });
  const pipeline = pipelineOf(play, stage, tell);
  const releases = (play.commits ?? ["c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00"]).map(
    async (commit, index) => {
      await clock.after(index * 30 * SECOND_MS);
      return pipeline.start({ commit, message: `Commit ${index + 1}`, trigger: "push to main" });
    },
  );
  await clock.play(Promise.all(releases));
  const told = [...events];
  await stage.close();
  return { events: told, system: systemOf(play, stages) };
}

function pipelineOf(play: Play, stage: Stage, tell: (body: ReleaseEventBody) => void): Pipeline {
  const { clock, deployer, journal, approvals } = stage;
  const build = after(clock, 60);
  const deploy = async (id: string, commit: string): Promise<DeploymentResult> =>
    deployer.deploy(id, versionOf(commit), revision({ hooks: play.hooks ?? {} }));
  return paperPipeline({
    stages: stagesOf(play),
    journal,
    tell,
    runners: {
      CodeCommit: after(clock, 4),
      CodeBuild: async (one, execution) =>
        one.name === "Deploy" ? ended(await deploy(execution.id, execution.commit)) : build(one, execution),
      CodeDeployToECS: async (_, { id, commit }) => ended(await deploy(id, commit)),
      Manual: async (_, { id }) => {
        tell({ type: "waiting", release: id, for: "approval" });
        const approved = await approvals.ask("approval", id, new AbortController().signal);
        return approved ? { status: "Succeeded" } : { status: "Failed", reason: "rejected" };
      },
    },
  });
}

function systemOf({ model }: Play, stages: Reading["system"]["pipeline"]["stages"]): Reading["system"] {
  const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`;
  return {
    stack: "ecs-blue-green",
    region: "us-east-1",
    tags: { System: "shop", Stack: "ecs-blue-green" },
    imageRepositories: [],
    parameters: [],
    pipeline: { name: "shop", stages },
    targetGroups: ["blue", "green"].map((name) => ({
      name,
      arn: arn("elasticloadbalancing", `targetgroup/${name}/0123456789abcdef`),
    })),
    alarms: [{ name: ALARM }],
    service: {
      ...{
        name: "shop",
        arn: arn("ecs", "service/shop"),
        cluster: "shop",
        desiredCount: 2,
        graceSeconds: 60,
      },
      ...{
        containerName: "app",
        containerPort: 8080,
        family: "shop",
        containerDefinitions: [],
        targetGroup: "blue",
      },
    },
    deployment: {
      ...{ engine: "codedeploy", application: "shop", group: "shop", lifecycleHooks: [], alarms: [ALARM] },
      rollbackOn: { failure: true, alarm: true, request: true },
      shift: { type: "all-at-once" },
      terminationWaitMinutes: 5,
      ...model,
    },
  };
}

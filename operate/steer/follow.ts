import { CodeDeployClient, ContinueDeploymentCommand } from "@aws-sdk/client-codedeploy";
import { CallError } from "../../aws/failure";
import { shortName } from "../../deployment-view/format";
import type { Operator } from "../operator";
import { PATIENCE, poll } from "../poll";
import { currentDeployment, deploymentOf } from "../read/deployments";
import { executionOf } from "../read/executions";
import { type DeploymentState, type Execution, goesOn, isGoing } from "../read/model";
import { SteerError } from "./failure";
import { shareOf } from "./plan/facts";

/** How a deployment is to end: as a success, taken back, or stopped where it stands. */
type Ending = "success" | "rollback" | "stop";

/** What was begun, and goes on by itself. */
export type Followed =
  | { readonly deployment: string; readonly expects: Ending }
  /** A deployment that ECS is about to make: the next one after another. */
  | { readonly newerThan: string; readonly expects: Ending }
  | {
      readonly execution: string;
      readonly rollsBack: boolean;
      /** The last deployment there was when it was stopped. @default - there was none */
      readonly before?: string;
    };

/**
 * Looks that are taken for the deployment that puts users back: CodeDeploy names it a little after it has stopped the other.
 * A group may roll back what is stopped though nobody asked for it.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AutoRollbackConfiguration.html DEPLOYMENT_STOP_ON_REQUEST
 */
const LOOKS_FOR_BACK: Readonly<Record<Ending, number>> = { success: 0, rollback: PATIENCE, stop: 3 };

/**
 * Follows what was begun until users are where they should be. What is throttled or cannot be reached is looked at again.
 *
 * @returns what else is to be followed, or a deployment that is to be stopped, too
 * @throws SteerError where it ends otherwise, Interrupted when somebody ends the command
 */
export async function follow(
  operator: Operator,
  followed: Followed,
  tell: (text: string) => void,
): Promise<string | undefined> {
  if ("execution" in followed) return followExecution(operator, followed, tell);
  const id = "deployment" in followed ? followed.deployment : await next(operator, followed.newerThan);
  if (id !== undefined) await followDeployment(operator, id, followed.expects, tell);
  else tell("ECS has begun no deployment: the service ran that revision already");
  return undefined;
}

/** @returns the deployment that the execution has begun before it could be stopped, where it has */
async function followExecution(
  operator: Operator,
  { execution: id, before }: Extract<Followed, { readonly execution: string }>,
  tell: (text: string) => void,
): Promise<string | undefined> {
  let told = "";
  return poll(operator, tell, async () => {
    const execution = await executionOf(operator, id);
    const { status, deployment } = execution;
    if (status !== told) tell(`the execution ${id} is ${status}`);
    told = status;
    const begun = await (deployment
      ? deploymentOf(operator, deployment)
      : ofEcs(operator, execution, before));
    if (begun && isGoing(begun)) return { found: begun.id };
    return goesOn(execution) ? undefined : { found: undefined };
  });
}

/**
 * What ECS does itself no action of a pipeline names. It is this execution's where its last stage has begun before it, and
 * nobody's way back: what somebody else has begun meanwhile is left alone.
 */
async function ofEcs(
  operator: Operator,
  { stages }: Execution,
  before: string | undefined,
): Promise<DeploymentState | undefined> {
  if (operator.system.deploymentGroup) return undefined;
  const deployBeganAt = stages.at(-1)?.startedAt;
  const current = deployBeganAt === undefined ? undefined : await currentDeployment(operator);
  const isOwn =
    current && current.id !== before && current.createdAt >= (deployBeganAt ?? 0) && !current.rollback;
  return isOwn ? current : undefined;
}

async function next(operator: Operator, before: string): Promise<string | undefined> {
  let looks = 0;
  return poll(
    operator,
    () => undefined,
    async () => {
      const current = await currentDeployment(operator);
      if (current && current.id !== before) return { found: current.id };
      looks += 1;
      return looks < PATIENCE ? undefined : { found: undefined };
    },
  );
}

async function followDeployment(
  operator: Operator,
  id: string,
  expects: Ending,
  tell: (text: string) => void,
): Promise<void> {
  const name = shortName(id);
  let [told, looks] = ["", 0];
  const state = await poll(operator, tell, async () => {
    const seen = await deploymentOf(operator, id);
    const text = describe(name, seen);
    if (text !== told) tell(text);
    told = text;
    if (expects === "success" && isAsked(seen)) {
      tell(`${name} waits before it moves users: that was said yes to, and it is let go on`);
      await goOn(operator, id);
    }
    if (isGoing(seen)) return expects === "success" && isMoved(seen) ? { found: seen } : undefined;
    const isToCome = seen.engine === "codedeploy" && !seen.rollback?.deployment;
    looks += 1;
    const isEarly = isToCome && looks < LOOKS_FOR_BACK[expects] && seen.status !== "Succeeded";
    return isEarly ? undefined : { found: seen };
  });
  const back = expects === "success" ? undefined : state.rollback?.deployment;
  if (back && expects === "stop") {
    tell(`CodeDeploy puts users back by ${back}, for its deployment group rolls back whatever is stopped`);
  }
  if (back) return followDeployment(operator, back, "success", tell);
  const wrong = WRONG[expects](state);
  if (wrong) throw new SteerError(`${name} ${wrong}`);
}

/** CodeDeploy waits for a person before it moves users. */
function isAsked({ engine, status }: DeploymentState): boolean {
  return engine === "codedeploy" && status === "Ready";
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ContinueDeployment.html */
async function goOn({ calls }: Operator, deploymentId: string): Promise<void> {
  await calls
    .of(
      "codedeploy",
      CodeDeployClient,
    )(new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: "READY_WAIT" }))
    .catch((error: unknown) => {
      // It has gone on since it was looked at.
      if (!(error instanceof CallError) || error.code !== "DeploymentIsNotInReadyStateException") throw error;
    });
}

/** Users are on the other side already, and only what was there before is still kept. */
function isMoved(state: DeploymentState): boolean {
  return (state.waiting?.for === "termination" || state.waiting?.for === "bake") && shareOf(state) === 100;
}

const WRONG: Readonly<Record<Ending, (state: DeploymentState) => string | undefined>> = {
  success: (state) =>
    state.status === "Succeeded" || isGoing(state)
      ? undefined
      : `has ended as ${state.status}${why(state)}: bluegreen status says who is served what`,
  rollback: (state) => {
    if (state.status === "Succeeded")
      return "had ended with success before it could be stopped: bluegreen rollback deploys what served before";
    return shareOf(state) === 0
      ? undefined
      : `has ended as ${state.status}${why(state)}, and ${shareOf(state)} % of users are still with it: bluegreen rollback deploys what served before`;
  },
  stop: ({ status }) =>
    status === "Succeeded"
      ? "had ended with success before it could be stopped: bluegreen rollback deploys what served before"
      : undefined,
};

function why({ detail }: DeploymentState): string {
  return detail ? `: ${detail}` : "";
}

function describe(name: string, state: DeploymentState): string {
  const event = state.lifecycleEvents.find(({ status }) => status === "InProgress");
  const at = event ? `, at ${event.name}` : "";
  const asks = state.waiting?.hook ? "; it waits for a person: bluegreen approve" : "";
  return `${name} is ${state.status}${at}; ${shareOf(state)} % of users are with its replacement${asks}`;
}

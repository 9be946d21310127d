import { CallError, type Refusal } from "../../../aws/failure";
import type { Operator } from "../../operator";
import { currentDeployment, deploymentOf, engineOfSystem } from "../../read/deployments";
import { recentExecutions } from "../../read/executions";
import { type DeploymentState, isGoing } from "../../read/model";
import { readService } from "../../read/service";
import { SteerError } from "../failure";
import type { Command, Engine, Question, Release, Situation, Wishes } from "../model";
import { askedFor } from "./asked-for";
import { codeDeployReleases } from "./code-deploy-releases";
import { readDoor } from "./door";
import { readGroups } from "./groups";
import { nameReleases } from "./name-releases";
import { redAlarms } from "./red-alarms";
import { serviceReleases } from "./service-releases";
import { settingsChangedAt } from "./settings";

/** How far back executions are read beside those that go on: each costs a call. */
const EXECUTIONS = 5;

/** The same where a commit is to be found, which the execution of any release may be of. */
const EXECUTIONS_TO_FIND = 25;

/** What no call that follows will get past either. */
const HOPELESS: readonly Refusal[] = ["credentials", "region"];

/** Deployments that are read where a command only says who is served, where it goes back, and where it goes to a named one. */
const RELEASES = { least: 3, rollback: 10, named: 25 } as const;

/**
 * Reads all that a plan is made of, and changes nothing.
 *
 * @throws SteerError where the system releases nothing, CallError where AWS refuses
 */
export async function look(operator: Operator, command: Command, wishes: Wishes): Promise<Situation> {
  const { system } = operator;
  const engine = await engineOf(operator);
  const isBack = command === "rollback" || command === "stop";
  const blind: string[] = [];
  // What users need undone is not held up by what is only said beside it.
  const ifSeen = <T>(read: Promise<T>, otherwise: T, isNeeded = !isBack): Promise<T> =>
    read.catch((error: unknown) => {
      const isFatal = isNeeded || !(error instanceof CallError) || HOPELESS.includes(error.refusal);
      if (isFatal) throw error;
      blind.push(`not looked at: ${error.message}`);
      return otherwise;
    });
  const limit = RELEASES[command !== "rollback" ? "least" : wishes.to === undefined ? "rollback" : "named"];
  const releases = await (system.service && engine !== "codedeploy"
    ? serviceReleases(operator, limit)
    : codeDeployReleases(operator, limit));
  const last = await lastOf(operator, engine, releases);
  const running = last && isGoing(last) ? last : undefined;
  const service = isBack ? await ifSeen(readService(operator), undefined) : undefined;
  // Without them nobody knows what there is to stop, where no deployment runs.
  const isNeeded = command !== "rollback" && !running;
  const many = isCommit(wishes.to) ? EXECUTIONS_TO_FIND : EXECUTIONS;
  const executions = await ifSeen(recentExecutions(operator, many), [], isNeeded);
  return {
    system,
    engine,
    executions,
    door: await ifSeen(readDoor(operator), undefined),
    running,
    last,
    question: running && questionOf(running),
    releases: await ifSeen(nameReleases(operator, releases, executions, wishes.to), releases),
    asked: await askedFor(operator, wishes.to),
    notes: isBack && engine === "instances" ? await ifSeen(readGroups(operator), []) : [],
    red: command === "rollback" ? await ifSeen(redAlarms(operator), []) : [],
    settingsChangedAt: isBack ? await ifSeen(settingsChangedAt(operator), undefined) : undefined,
    desiredCount: service?.desiredCount,
    blind,
  };
}

/** Whether a text may be a commit's id, or its beginning. */
function isCommit(text = ""): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text);
}

/** The deployment that moves users, of several the one that began first; else the last that did. */
async function lastOf(
  operator: Operator,
  engine: Engine,
  releases: readonly Release[],
): Promise<DeploymentState | undefined> {
  if (engine === "native" || engine === "rolling") return currentDeployment(operator);
  const release = releases.findLast(({ result }) => result === "running") ?? releases[0];
  return release && deploymentOf(operator, release.deployment);
}

async function engineOf(operator: Operator): Promise<Engine> {
  const engine = await engineOfSystem(operator);
  if (engine) return engine === "codedeploy" && !operator.system.service ? "instances" : engine;
  throw new SteerError(
    `${operator.system.stack} has neither a service nor a deployment group: it releases nothing`,
  );
}

function questionOf({ id, waiting, lifecycleEvents }: DeploymentState): Question | undefined {
  if (!waiting?.hook) return undefined;
  const stage = lifecycleEvents.find(({ status }) => status === "InProgress")?.name ?? "its stage";
  return { deployment: id, hook: waiting.hook, stage };
}

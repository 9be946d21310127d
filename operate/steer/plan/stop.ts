import type { Execution } from "../../read/model";
import { NothingToDo, SteerError } from "../failure";
import type { Engine, Plan, Situation, Step, Wishes } from "../model";
import { describeExecution, followers, isRollback, nowServed, onTheWay, servedName, shareOf } from "./facts";

/**
 * Stops the deployment that runs, else every execution of the pipeline that is on its way to one, the furthest first.
 *
 * A deployment that is stopped fails the pipeline's action that waits for it, and with that the execution: the pipeline is
 * told by itself. Where none runs yet, the execution is stopped, and its deployment should it begin meanwhile.
 *
 * @throws NothingToDo where nothing runs, SteerError where AWS cannot stop it so
 */
export function planStop(situation: Situation, wishes: Wishes): Plan {
  const { running } = situation;
  const { rollsBack = false, abandons = false } = wishes;
  if (running) {
    const plan = stopDeployment(situation, rollsBack);
    return abandons ? { ...plan, notes: [...plan.notes, NOTHING_TO_ABANDON] } : plan;
  }
  // One that began before another is further on its way to users.
  const furthestFirst = onTheWay(situation).reverse();
  if (furthestFirst.length === 0) {
    const steps = leftovers(situation);
    const now = nowServed(situation);
    if (steps.length > 0) return { steps, now: `nothing runs; ${now}`, after: now, notes: [] };
    throw new NothingToDo(
      `nothing of ${situation.system.stack} runs: ${nowServed(situation)}. bluegreen rollback goes back to what served before`,
    );
  }
  const names = furthestFirst.map(describeExecution).join(" and ");
  const [are, have, end] = furthestFirst.length > 1 ? ["are", "have", "end"] : ["is", "has", "ends"];
  return {
    steps: furthestFirst.map((execution) => stopExecution(execution, wishes)),
    now: `${names} ${are} on ${furthestFirst.length > 1 ? "their" : "its"} way, and ${have} moved nobody; ${nowServed(situation)}`,
    after: `${names} ${end} as Stopped; users stay with ${servedName(situation)}`,
    notes: ECS_RELEASES[situation.engine]
      ? ["should ECS begin a deployment of it meanwhile, it is taken back: ECS stops one in no other way"]
      : [],
  };
}

/** Stops a deployment that moves users. */
export function stopDeployment(situation: Situation, rollsBack: boolean): Plan {
  const { running, engine, executions } = situation;
  if (!running) throw new NothingToDo("no deployment runs");
  const { id } = running;
  const own = executions.filter(({ deployment }) => deployment === id);
  if (isRollback(situation)) return followRollback(situation, rollsBack);
  if (!rollsBack && ECS_RELEASES[engine]) {
    throw new SteerError(
      `ECS stops a deployment of its own by taking it back, and in no other way: bluegreen stop --rollback`,
    );
  }
  const before = servedName(situation);
  const share = shareOf(running);
  return {
    steps: [{ do: "stop-deployment", deployment: id, engine, rollsBack }, ...restores(situation)],
    now: nowServed(situation),
    after: rollsBack ? `all users are served by ${before}` : LEFT[engine](share, before),
    notes: [
      ...(rollsBack ? [] : MAY_GO_BACK[engine]),
      ...own.map((execution) => `the pipeline's ${describeExecution(execution)} ends as Failed with it`),
      ...queued(situation),
      ...followers(
        situation,
        own.map((execution) => execution.id),
      ),
    ],
  };
}

/** Deployments that CodeDeploy has queued behind the one that runs. */
function queued({ releases, running }: Situation): string[] {
  return releases
    .filter(({ deployment, result }) => result === "running" && deployment !== running?.id)
    .map(
      ({ deployment }) => `${deployment} is queued, and begins as soon as this one has ended: run this again`,
    );
}

/**
 * ECS's reference lists ABORT among the values, and allows ROLLBACK alone.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html
 */
const ECS_RELEASES: Readonly<Record<Engine, boolean>> = {
  codedeploy: false,
  native: true,
  rolling: true,
  instances: false,
};

/** Whom users are left with where nobody is put back. */
const LEFT: Readonly<Record<Engine, (share: number, before: string) => string>> = {
  codedeploy: (share, before) =>
    share === 0
      ? `all users stay with ${before}`
      : `users stay as they are shared now, ${share} % with the replacement: nobody is put back. bluegreen rollback does`,
  // @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-stop.html
  instances: () =>
    "instances stay as they are, some with the new revision and some with the old: nobody is put back. bluegreen rollback does",
  native: (_, before) => `all users are served by ${before}`,
  rolling: (_, before) => `all users are served by ${before}`,
};

/** A group may be set to roll back what is stopped, and AWS does not say that a stop goes before that. */
const STOP_ON_REQUEST = [
  "should the deployment group roll it back all the same, as DEPLOYMENT_STOP_ON_REQUEST has it, that is followed to its end",
];

const MAY_GO_BACK: Readonly<Record<Engine, readonly string[]>> = {
  codedeploy: STOP_ON_REQUEST,
  instances: STOP_ON_REQUEST,
  native: [],
  rolling: [],
};

/** Somebody else, or AWS, has begun the way back: it is followed, and nothing more is asked of AWS. */
function followRollback(situation: Situation, rollsBack: boolean): Plan {
  const { running, engine } = situation;
  const id = running?.id ?? "";
  if (!rollsBack) {
    throw new SteerError(
      `${id} is a rollback: stopped, it leaves users between two versions. Let it end, and see it by bluegreen watch`,
    );
  }
  return {
    steps: [
      {
        do: "follow",
        deployment: id,
        expects: ECS_RELEASES[engine] && running?.rollback ? "rollback" : "success",
      },
      ...restores(situation),
    ],
    now: `a rollback is under way already${running?.rollback ? `: ${running.rollback.reason}` : ""}; ${nowServed(situation)}`,
    after: "the rollback has ended, and nothing more was asked of AWS",
    notes: followers(situation, []),
  };
}

const NOTHING_TO_ABANDON =
  "--abandon makes no difference: what runs is a deployment, which is stopped, and not waited for";

/**
 * An approval may wait for days, and nothing runs in it: it is abandoned. A build is let to its end unless that is not waited
 * for: it may write what the next one writes, too.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html
 */
function stopExecution(
  { id, approval }: Execution,
  { rollsBack = false, abandons = false, message = "stopped by bluegreen stop" }: Wishes,
): Step {
  return {
    do: "stop-execution",
    execution: id,
    abandons: abandons || approval !== undefined,
    reason: message.slice(0, LONGEST_REASON),
    rollsBack,
  };
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StopPipelineExecution.html */
const LONGEST_REASON = 200;

/** The same where nothing runs that could still put it back. */
export function leftovers(situation: Situation): Step[] {
  return situation.notes.some(({ keys }) => keys.length > 0) ? restores(situation) : [];
}

/** What scripts of a release that was ended may have left changed of Auto Scaling groups. */
export function restores({ engine, notes }: Situation): Step[] {
  if (engine !== "instances" || notes.length === 0) return [];
  return [{ do: "restore-group", groups: notes.map(({ group }) => group) }];
}

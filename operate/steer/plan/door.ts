import { SteerError } from "../failure";
import type { Door, Plan, Situation, Wishes } from "../model";
import { describeExecution, nowServed, onTheWay } from "./facts";

/**
 * What CodePipeline takes as a reason: these characters, and at most 300.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_DisableStageTransition.html
 */
const FOREIGN = /[^a-zA-Z0-9!@ ().*?-]+/g;
const LONGEST_REASON = 300;

/** Closes the way into the deploy stage: builds go on, and nothing newer reaches users. */
export function planPause(situation: Situation, { message = "paused by bluegreen pause" }: Wishes): Plan {
  const door = doorOf(situation, "pause");
  const reason =
    message.replace(FOREIGN, " ").replace(/ +/g, " ").trim().slice(0, LONGEST_REASON) || "paused";
  const goesOn = whatGoesOn(situation);
  if (!door.isOpen) {
    return {
      steps: [],
      now: `${door.stage} is closed already, by ${door.by ?? "somebody"}: ${door.reason ?? "no reason given"}`,
      after: nowServed(situation),
      notes: goesOn,
    };
  }
  return {
    steps: [{ do: "close-door", stage: door.stage, reason }],
    now: nowServed(situation),
    after: `no release enters ${door.stage} until bluegreen resume; builds and approvals before it go on, and the newest waits there`,
    notes: goesOn,
  };
}

/** Opens it again. */
export function planResume(situation: Situation): Plan {
  const door = doorOf(situation, "resume");
  const waiting = situation.executions.find(({ id }) => id === door.waiting);
  const held = situation.question
    ? [
        `the deployment ${situation.question.deployment} is held by a hook of its own: bluegreen approve answers it`,
      ]
    : [];
  if (door.isOpen) {
    return {
      steps: [],
      now: `${door.stage} is open already`,
      after: nowServed(situation),
      notes: held,
    };
  }
  return {
    steps: [{ do: "open-door", stage: door.stage }],
    now: `${door.stage} is closed, by ${door.by ?? "somebody"}: ${door.reason ?? "no reason given"}; ${nowServed(situation)}`,
    after: waiting
      ? `${describeExecution(waiting)}, which stands before ${door.stage}, is released at once`
      : `nothing stands before ${door.stage}: the next release enters it as usual`,
    notes: [
      ...held,
      // @see https://docs.aws.amazon.com/codepipeline/latest/userguide/transitions.html
      ...(waiting
        ? ["what has stood there for more than 30 days does not go on: push or start it again"]
        : []),
    ],
  };
}

function doorOf({ door, system }: Situation, verb: string): Door {
  if (door) return door;
  throw new SteerError(
    system.pipeline
      ? `the pipeline ${system.pipeline} has no stage Deploy: there is no door to ${verb}. Its stages are the console's to close`
      : `${system.stack} has no pipeline: who releases calls ECS directly, and there is nothing between that could be ${verb}d. Hold the job of your CI`,
  );
}

/**
 * What no call of AWS pauses.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_Operations.html
 */
function whatGoesOn(situation: Situation): string[] {
  const { running, door, question } = situation;
  if (question)
    return [`the deployment ${question.deployment} is held at ${question.stage} until bluegreen approve`];
  if (running) {
    return [
      `the deployment ${running.id} goes on: AWS cannot pause a shift that runs. bluegreen stop --rollback ends it`,
    ];
  }
  return onTheWay(situation)
    .filter(({ stages }) =>
      stages.some(({ name, status }) => name === door?.stage && status === "InProgress"),
    )
    .map((execution) => `${describeExecution(execution)} is in ${door?.stage} already, and goes on`);
}

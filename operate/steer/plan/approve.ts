import { NothingToDo, SteerError } from "../failure";
import type { Plan, Situation, Step, Wishes } from "../model";
import { describeExecution, nameOf, nowServed, servedName } from "./facts";

/** Something that goes no further until a person has answered. */
interface Asked {
  /** What `--of` names it by. */
  readonly id: string;
  readonly words: string;
  readonly step: Step;
  readonly after: string;
}

/** Characters of a summary that CodePipeline takes. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ApprovalResult.html */
const LONGEST_SUMMARY = 512;

/**
 * Answers what waits for a person: an approval action of the pipeline, a deployment of CodeDeploy before users are moved, or
 * a pause hook of ECS's own.
 *
 * @throws NothingToDo where nothing waits, SteerError where several do and none is named
 */
export function planApproval(situation: Situation, wishes: Wishes): Plan {
  const asked = [
    ...approvals(situation, wishes),
    ...reroutes(situation, wishes),
    ...hooks(situation, wishes),
  ];
  const meant = wishes.of === undefined ? asked : asked.filter(({ id }) => id === wishes.of);
  const [only, ...others] = meant;
  if (!only) {
    const names = asked.map(({ id }) => id).join(", ");
    throw new NothingToDo(
      asked.length > 0
        ? `${wishes.of} does not wait for a person, this does: ${names}`
        : `nothing of ${situation.system.stack} waits for a person: somebody has answered already, or its time is over. bluegreen status says where it stands`,
    );
  }
  if (others.length > 0) {
    throw new SteerError(
      `several wait for a person: ${meant.map(({ id, words }) => `${words} (--of ${id})`).join("; ")}. Name the one that is meant`,
    );
  }
  return { steps: [only.step], now: `${only.words}; ${nowServed(situation)}`, after: only.after, notes: [] };
}

function approvals(situation: Situation, { rejects = false, message }: Wishes): Asked[] {
  return situation.executions.flatMap((execution) => {
    const { approval, id } = execution;
    if (!approval) return [];
    const name = describeExecution(execution);
    const answer = rejects ? "rejected" : "approved";
    return {
      id,
      words: `${name} waits at ${approval.stage}`,
      step: {
        do: "answer-approval",
        execution: id,
        ...approval,
        approves: !rejects,
        message: (message ?? `${answer} by bluegreen approve`).slice(0, LONGEST_SUMMARY),
      },
      after: rejects
        ? `${name} ends as Failed; users stay with ${servedName(situation)}`
        : `${name} goes on to the next stage, and users are moved by its deployment`,
    };
  });
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ContinueDeployment.html */
function reroutes(situation: Situation, { rejects = false }: Wishes): Asked[] {
  const { running, engine } = situation;
  if (running?.waiting?.for !== "reroute" || running.waiting.hook) return [];
  const { id } = running;
  return [
    {
      id,
      words: `the deployment ${id} is ready, and waits before users are moved`,
      step: rejects
        ? { do: "stop-deployment", deployment: id, engine, rollsBack: true }
        : { do: "continue-deployment", deployment: id },
      after: rejects
        ? `${id} ends as Stopped, its replacement is taken away; users stay with ${servedName(situation)}`
        : `${id} moves users to ${nameOf(situation.releases.find(({ deployment }) => deployment === id))}`,
    },
  ];
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/continue-service-deployment.html */
function hooks(situation: Situation, { rejects = false }: Wishes): Asked[] {
  const { question } = situation;
  if (!question) return [];
  return [
    {
      id: question.deployment,
      words: `the deployment ${question.deployment} is held at ${question.stage}`,
      step: { do: "answer-hook", question, approves: !rejects },
      after: rejects
        ? `ECS puts users back to ${servedName(situation)}`
        : `ECS goes on behind ${question.stage}`,
    },
  ];
}

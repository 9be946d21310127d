import type { ActionExecutionDetail, StageState } from "@aws-sdk/client-codepipeline";
import type { StageStatus } from "../../deployment-view/events";
import type { Execution } from "./model";
import { millisecondsOf } from "./time";

/** Of each action its last run: a stage that was tried again has several. */
export function latestActions(actions: readonly ActionExecutionDetail[]): ActionExecutionDetail[] {
  const latest = new Map<string, ActionExecutionDetail>();
  for (const action of actions) {
    const key = `${action.stageName}/${action.actionName}`;
    const before = latest.get(key);
    if (!before || began(before) < began(action)) latest.set(key, action);
  }
  return [...latest.values()].sort((one, other) => began(one) - began(other));
}

/** Every stage of the pipeline, by what its actions did in one execution. */
export function stagesOf(
  states: readonly StageState[],
  actions: readonly ActionExecutionDetail[],
  execution: Execution["status"],
): Execution["stages"] {
  const stages = states.map(({ stageName = "" }) => {
    const own = actions.filter((action) => action.stageName === stageName);
    const status = statusOf(own);
    const isOver = status !== "Pending" && status !== "InProgress";
    const ended = own.flatMap(({ lastUpdateTime }) => millisecondsOf(lastUpdateTime) ?? []);
    const detail = detailOf(own);
    return {
      name: stageName,
      status,
      ...(detail && { detail }),
      ...(own[0]?.startTime && { startedAt: began(own[0]) }),
      ...(isOver && ended.length > 0 && { endedAt: Math.max(...ended) }),
    };
  });
  const next = stages.findIndex(({ status }) => status === "Pending");
  // Of an execution that a newer one overtook, the stage that it did not come to says so.
  const overtaken = execution === "Superseded" ? "Superseded" : undefined;
  return stages.map((stage, index) =>
    overtaken && index === next ? { ...stage, status: overtaken } : stage,
  );
}

function statusOf(actions: readonly ActionExecutionDetail[]): StageStatus {
  const has = (status: ActionExecutionDetail["status"]) => actions.some((action) => action.status === status);
  if (actions.length === 0) return "Pending";
  if (has("Failed")) return "Failed";
  if (has("InProgress")) return "InProgress";
  return has("Abandoned") ? "Stopped" : "Succeeded";
}

/** Why an action has failed; else what the one that goes on says. */
function detailOf(actions: readonly ActionExecutionDetail[]): string | undefined {
  const told =
    actions.find(({ status }) => status === "Failed") ??
    actions.find(({ status }) => status === "InProgress");
  const { errorDetails, externalExecutionSummary } = told?.output?.executionResult ?? {};
  return errorDetails?.message || externalExecutionSummary || undefined;
}

function began({ startTime }: ActionExecutionDetail): number {
  return millisecondsOf(startTime) ?? 0;
}

import type { AutomationExecution, SSMClient } from "@aws-sdk/client-ssm";
import { log } from "../validate-green/log";
import { cancelBake, joinOrStart, readBake, whyFailed } from "./automation";
import type { Progress } from "./job";
import type { Settings } from "./settings";
import { phaseOf } from "./status";
import { IMAGE_OUTPUT } from "./tags";
import { isTransient } from "./transient";

/** What CodePipeline is told. */
export type Verdict =
  | { readonly kind: "image"; readonly imageId: string; readonly automation: string }
  /** Ask again: CodePipeline calls the function once more, with this progress. */
  | { readonly kind: "baking"; readonly progress: Progress; readonly summary: string }
  | { readonly kind: "failed"; readonly reason: string };

const MINUTE_MS = 60_000;

/**
 * Looks once at how the bake goes; a bake that nobody has started is started. Where AWS is out of breath, the same is
 * done by the next invocation.
 *
 * @throws Error in AWS's words, where trying again would not help
 */
export async function look(
  ssm: SSMClient,
  settings: Settings,
  progress: Progress,
  now: number,
): Promise<Verdict> {
  const { deadlineMinutes, document } = settings;
  const isLate = now - progress.since > deadlineMinutes * MINUTE_MS;
  let { automation } = progress;
  try {
    automation ??= isLate ? undefined : await joinOrStart(ssm, document, progress.start);
    const execution = automation ? await readBake(ssm, automation) : {};
    const ended = automation && endOf(automation, execution);
    if (ended) return ended;
    if (!isLate) return baking({ ...progress, automation }, stateOf(execution));
  } catch (error) {
    if (!isTransient(error)) throw error;
    log({ level: "warn", automation, message: String(error) });
    if (!isLate) return baking({ ...progress, automation }, `AWS did not answer: ${(error as Error).name}`);
  }
  // Whoever releases next would join this bake, and wait for it in vain as well.
  if (automation) await cancelBake(ssm, automation);
  const what = automation
    ? `automation ${automation} was cancelled: it was not over`
    : "no bake could be started";
  return { kind: "failed", reason: `${what} after ${deadlineMinutes} minutes` };
}

function baking(progress: Progress, summary: string): Verdict {
  return { kind: "baking", progress, summary };
}

function endOf(automation: string, execution: AutomationExecution): Verdict | undefined {
  const phase = phaseOf(execution.AutomationExecutionStatus);
  if (phase === "failed") {
    return { kind: "failed", reason: `automation ${automation} ${whyFailed(execution)}` };
  }
  if (phase !== "succeeded") return undefined;
  const imageId = execution.Outputs?.[IMAGE_OUTPUT]?.[0] ?? "";
  if (imageId.startsWith("ami-")) return { kind: "image", imageId, automation };
  return {
    kind: "failed",
    reason: `automation ${automation} succeeded and names no image in ${IMAGE_OUTPUT}`,
  };
}

function stateOf({ AutomationExecutionStatus: status, CurrentStepName: step }: AutomationExecution): string {
  return [status ?? "starting", step].filter(Boolean).join(": ");
}

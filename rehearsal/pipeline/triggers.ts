import type { Push, Source } from "../source";
import { codeCommitEvent } from "../source/code-commit-event";
import { matchesEvent } from "../source/event-pattern";
import { matchesTrigger, type Trigger } from "../source/trigger";
import type { PipelineModel } from "../stack/model";

/**
 * Whether an event of AWS, such as the change of a parameter, starts the pipeline, by the rules that the stack has.
 *
 * @throws UserError for a pattern that is not rehearsed
 */
export function startsPipelineBy(
  { eventPatterns }: Pick<PipelineModel, "eventPatterns">,
  event: object,
): boolean {
  return eventPatterns.some((pattern) => matchesEvent(JSON.parse(pattern), { ...event }));
}

/**
 * Whether a push starts the pipeline, by the rules and triggers that the stack has.
 *
 * @param at AWS milliseconds since the epoch
 */
export async function startsPipeline(
  { eventPatterns, repository, triggers }: PipelineModel,
  push: Push,
  source: Pick<Source, "changedFiles">,
  at: number,
): Promise<boolean> {
  const event = codeCommitEvent({
    ...push,
    repositoryArn: repository.arn ?? "",
    repositoryName: repository.name,
    at,
  });
  if (startsPipelineBy({ eventPatterns }, event)) return true;
  if (triggers.length === 0) return false;
  const files = await source.changedFiles(push);
  return triggers.some((trigger) =>
    matchesTrigger(trigger as Trigger, { branch: push.branch, files }, repository.branch),
  );
}

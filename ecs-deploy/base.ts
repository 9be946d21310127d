import type { Context } from "./context";
import { describeTaskDefinition, type Revision } from "./register";

/** Tag of a revision that only serves until the first release: its command is no application's. */
export const PLACEHOLDER_TAG = "bluegreen:placeholder";

/**
 * The revision that a release begins with: what runs, or the newest of the family where that is asked for, or where what
 * runs is a placeholder.
 */
export async function baseOf(context: Context, current: Revision, usesLatest: boolean): Promise<Revision> {
  const isPlaceholder = (current.definition.tags ?? []).some(({ key }) => key === PLACEHOLDER_TAG);
  if (!usesLatest && !isPlaceholder) return current;
  if (!usesLatest)
    context.emit({
      type: "warning",
      text: `${current.arn} is a placeholder: the release begins with the newest revision of its family`,
    });
  return describeTaskDefinition(context, current.definition.family ?? "");
}

import type { Actions } from "../aws/actions";

/** What a release of a service leaves beside ECS: images, and parameters that its settings stand in. */
const BESIDE = ["ecr.BatchGetImage", "ecr.DescribeImages", "ssm.GetParameter", "ssm.GetParameters"];

/**
 * What is answered to whoever releases, as far as it changes nothing: who only looks is answered the same.
 *
 * @param own actions that this system has and others have not
 */
export function looksOf(answers: Actions, own: readonly string[] = []): Actions {
  return Object.fromEntries(
    Object.entries(answers).filter(([name]) => BESIDE.includes(name) || own.includes(name)),
  );
}

import { UserError } from "../../config/user-error";
import type { Source } from "../source";
import { CI_PROVIDER } from "../stack/ci";
import type { PipelineModel } from "../stack/model";

/**
 * Sees that the first commit has what the application's own CI runs, where nothing else releases it.
 *
 * @throws UserError where a script is missing
 */
export async function assertHasScripts(
  { stages, repository }: Pick<PipelineModel, "stages" | "repository">,
  source: Pick<Source, "first" | "changedFiles">,
): Promise<void> {
  const jobs = stages.flatMap(({ actions }) => actions).filter(({ provider }) => provider === CI_PROVIDER);
  if (jobs.length === 0) return;
  const files = await source.changedFiles({ branch: repository.branch, commit: source.first });
  for (const { configuration } of jobs) {
    const { Script = "" } = configuration;
    if (files.includes(Script)) continue;
    throw new UserError(
      `the application has no ${Script} at its top: nothing in the stack releases it, and its CI has nothing to run. Add ` +
        `one that builds and pushes the image and calls ecs-deploy, such as app-sample/ecs-rolling/${Script}`,
    );
  }
}

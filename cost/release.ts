import type { Block } from "../modules/policy/block";
import { NotPriced } from "./not-priced";
import type { PriceName } from "./prices";
import { releaseWindows } from "./release-window";
import { buildMinute } from "./rules";
import type { StackJson } from "./stack-json";

/** Minutes that a build is taken to last: the stack cannot tell. */
export const ASSUMED_BUILD_MINUTES = 3;

/** So many hours, or minutes, of what has this price. */
export interface Use {
  readonly price: PriceName;
  readonly count: number;
}

/** What one release uses beside what is there anyway. */
export interface ReleaseUse {
  /** Minutes in which the old and the new run side by side. */
  readonly minutes: number;
  readonly uses: readonly Use[];
}

/** @throws NotPriced where the stack does not tell */
export function releaseUse(stack: StackJson): ReleaseUse | undefined {
  const windows = releaseWindows(stack);
  if (windows.length === 0) return undefined;
  const minutes = Math.max(...windows.map((window) => window.minutes));
  const replacements = windows.flatMap((window) =>
    window.doubled.map(({ price, count = 0 }) => ({ price, count: (count * window.minutes) / 60 })),
  );
  const pipelines = stack
    .ofType("aws_codepipeline")
    .flatMap((pipeline) => pipelineUse(pipeline, minutes, stack));
  return { minutes, uses: [...replacements, ...pipelines] };
}

/**
 * Each action counts from its start to its end, rounded up to a whole minute; approvals are free. The action that
 * deploys lasts until the original tasks or instances are gone. A pipeline of type V1 does not count minutes.
 * @see https://aws.amazon.com/codepipeline/pricing/
 */
function pipelineUse(pipeline: Block, deployMinutes: number, stack: StackJson): Use[] {
  const lasting = pipeline.blocks("stage").flatMap((stage) =>
    stage
      .blocks("action")
      .filter((action) => action.text("category") !== "Approval")
      .map((action) => ({ action, minutes: actionMinutes(stage, action, deployMinutes) })),
  );
  const builds = lasting
    .filter(({ action }) => action.text("provider") === "CodeBuild")
    .map(({ action, minutes }): Use => {
      const project = stack.named("aws_codebuild_project", action.map("configuration").ProjectName);
      if (!project)
        throw new NotPriced(`the build project of its action ${action.text("name")} is not in this stack`);
      return { price: buildMinute(project), count: minutes };
    });
  const total = lasting.reduce((sum, { minutes }) => sum + minutes, 0);
  return pipeline.text("pipeline_type") === "V2"
    ? [...builds, { price: "pipelineActionMinute", count: total }]
    : builds;
}

function actionMinutes(stage: Block, action: Block, deployMinutes: number): number {
  // ECS's own engine is followed by a build in the stage that deploys.
  if ([stage.text("name"), action.text("category")].includes("Deploy")) return Math.max(1, deployMinutes);
  return action.text("provider") === "CodeBuild" ? ASSUMED_BUILD_MINUTES : 1;
}

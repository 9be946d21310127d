import type { ReleaseEventBody } from "../../../deployment-view/events";
import type { Clock } from "../../../rehearsal/clock";
import { type ActionRunner, Pipeline } from "../../../rehearsal/pipeline/pipeline";
import type { ActionModel } from "../../../rehearsal/stack/model";

/** An action of which only its kind matters. */
export const action = (name: string, category: string, provider: string): ActionModel => ({
  ...{ name, category, provider },
  ...{ configuration: {}, inputArtifacts: [], outputArtifacts: [] },
});

/** An action that does nothing but take its time, and goes well. */
export function after(clock: Clock, seconds: number): ActionRunner {
  return async () => {
    await clock.after(seconds * 1000);
    return { status: "Succeeded" };
  };
}

type PipelineParts = ConstructorParameters<typeof Pipeline>[0];

/** A pipeline that is started by hand. */
export function paperPipeline(
  parts: Pick<PipelineParts, "journal" | "runners"> & {
    readonly stages: PipelineParts["model"]["stages"];
    readonly tell: (body: ReleaseEventBody) => void;
  },
): Pipeline {
  const { stages, ...more } = parts;
  return new Pipeline({
    model: {
      ...{ name: "shop", executionMode: "SUPERSEDED", stages },
      ...{ repository: { name: "shop", branch: "main" }, eventPatterns: [], triggers: [] },
    },
    onStart: () => undefined,
    ...more,
  });
}

import { UserError } from "../config/user-error";
import type { ReleaseEventBody } from "../deployment-view/events";
import type { Clock } from "./clock";
import { parameterEvent } from "./events";
import type { ParameterChange, ParameterStore } from "./parameters";
import type { ExecutionEnd, Pipeline } from "./pipeline/pipeline";
import { startsPipeline, startsPipelineBy } from "./pipeline/triggers";
import { secondCommit } from "./second-commit";
import type { Push, Source } from "./source";
import type { PipelineModel } from "./stack/model";

export interface ReleasesProps {
  readonly model: PipelineModel;
  readonly pipeline: Pipeline;
  readonly source: Source;
  readonly parameters: Pick<ParameterStore, "onChange">;
  readonly region: string;
  readonly clock: Clock;
  readonly tell: (event: ReleaseEventBody) => void;
}

/** What a push started; `undefined` where nothing in the stack starts the pipeline for it. */
type Started = { readonly end: Promise<ExecutionEnd> } | undefined;

/**
 * What is released, and what starts it: the commits that a rehearsal makes itself, those that are pushed to it, and changes
 * of parameters that the stack's rules watch.
 */
export class Releases {
  private last: Promise<Started> = Promise.resolve(undefined);

  /** Listens to pushes and changes from now on. */
  constructor(private readonly props: ReleasesProps) {
    props.source.onPush((push) => {
      this.last = this.pushed(push);
    });
    props.parameters.onChange((change) => {
      void this.changed(change).catch(({ message }: Error) => this.note(`${change.name}: ${message}`));
    });
  }

  /** Releases the application as it is: a pipeline runs once when it is made. */
  public async first(): Promise<void> {
    const { pipeline, source } = this.props;
    const message = await source.message(source.first);
    await pipeline.start({ commit: source.first, message, trigger: "the first push" });
  }

  /**
   * Pushes a second commit, and waits until what it started has ended.
   *
   * @param folder the files of the first commit
   * @throws UserError where the push starts nothing
   */
  public async second(folder: string): Promise<void> {
    const { source, model } = this.props;
    const { files, message } = secondCommit(folder);
    await source.commit(files, message);
    const started = await this.last;
    if (!started) {
      const { branch } = model.repository;
      throw new UserError(
        `a push to ${branch}, which the pipeline ${model.name} reads, starts no release: no event rule or trigger of the stack matches it`,
      );
    }
    await started.end;
  }

  private async pushed(push: Push): Promise<Started> {
    const { clock, model, pipeline, source } = this.props;
    const trigger = `push to ${push.branch}`;
    if (!(await startsPipeline(model, push, source, clock.now()))) {
      this.note(`${trigger}: no rule or trigger of the stack starts the pipeline for it`);
      return undefined;
    }
    const message = await source.message(push.commit);
    return { end: pipeline.start({ commit: push.commit, message, trigger }) };
  }

  /** The commit that the branch is at is released again where a parameter is watched. */
  private async changed(change: ParameterChange): Promise<void> {
    const { clock, model, pipeline, region, source } = this.props;
    if (!startsPipelineBy(model, parameterEvent(change, { region, at: clock.now() }))) return;
    const commit = await source.last();
    const message = await source.message(commit);
    await pipeline.start({ commit, message, trigger: `change of ${change.name}` });
  }

  private note(text: string): void {
    this.props.tell({ type: "log", source: "pipeline", text });
  }
}

import type { PipelineModel } from "../stack/model";

/** How an execution gets past the door of a stage. */
export type Admission = "entered" | "superseded";

/**
 * The door of a stage: which execution works in it, and which wait.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#concepts-how-it-works-executions
 */
export class StageGate {
  private occupied = false;
  private readonly waiting: ((admission: Admission) => void)[] = [];

  constructor(private readonly mode: PipelineModel["executionMode"]) {}

  /** Resolves when an execution may work in the stage, or has been overtaken by a newer one at the door. */
  public enter(): Promise<Admission> {
    if (this.mode === "PARALLEL" || !this.occupied) {
      this.occupied = true;
      return Promise.resolve("entered");
    }
    if (this.mode === "SUPERSEDED") for (const overtake of this.waiting.splice(0)) overtake("superseded");
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  public leave(): void {
    const next = this.waiting.shift();
    if (next) next("entered");
    else this.occupied = false;
  }
}

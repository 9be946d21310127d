import { randomUUID } from "node:crypto";
import { type AttemptParts, attempt, limit } from "./attempt";
import { stepOf } from "./document";
import type { AutomationDocument, Step } from "./document-schema";
import { type ExecutionRecord, StepFailure, type StepRecord } from "./model";
import { type Lookup, systemVariables } from "./placeholders";
import { NEXT_STEP } from "./step-work";

/** AWS milliseconds that the step of a cancelled execution has, which onCancel names, with all that follow it. */
const CANCEL_LIMIT_MS = 2 * 60_000;

export interface ExecutionParts extends AttemptParts {
  /** Told of each change of the record. */
  readonly keep: (record: ExecutionRecord) => void;
  /** The rehearsal is over: nothing is begun any more. */
  readonly closing: AbortSignal;
}

/** An execution of a document. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html#automation-common */
export class Execution {
  private readonly cancelled = new AbortController();

  constructor(
    private current: ExecutionRecord,
    private readonly document: AutomationDocument,
    private readonly parts: ExecutionParts,
  ) {}

  public get record(): ExecutionRecord {
    return this.current;
  }

  /** Plays the steps from where it is to the end. Never rejects. */
  public async run(): Promise<void> {
    const { closing, clock } = this.parts;
    // One that a kill came upon while it was being cancelled is cancelled still.
    if (this.current.status === "Cancelling") this.cancel();
    else this.change({ status: "InProgress" });
    const at = this.current.at ?? this.document.mainSteps[0]?.name;
    const last = await this.follow(at, AbortSignal.any([this.cancelled.signal, closing]));
    if (closing.aborted) return;
    if (this.cancelled.signal.aborted) await this.clearUp(last);
    this.change({ status: this.end(), endedAt: clock.now(), at: undefined });
    this.parts.say(`${this.current.document} ${this.current.id}: ${this.current.status}`);
  }

  /** Cancels what is under way; what onCancel names is played yet. */
  public cancel(): void {
    this.change({ status: "Cancelling" });
    this.cancelled.abort(new StepFailure("the execution was cancelled"));
  }

  private end(): ExecutionRecord["status"] {
    if (this.cancelled.signal.aborted) return "Cancelled";
    return this.current.failure?.status ?? "Success";
  }

  /** What a cancelled step wants to be done. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html#canProp */
  private async clearUp(interrupted: Step | undefined): Promise<void> {
    const target = interrupted && stepOf(interrupted.onCancel);
    if (target === undefined) return;
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.parts.closing]);
    void limit(this.parts.clock, CANCEL_LIMIT_MS, signal).then(() =>
      over.abort(new StepFailure("two minutes are over")),
    );
    await this.follow(target, signal);
    over.abort();
  }

  /** @returns the step in which the signal was aborted */
  private async follow(from: string | undefined, signal: AbortSignal): Promise<Step | undefined> {
    const { mainSteps } = this.document;
    let name = from;
    while (name !== undefined) {
      const index = mainSteps.findIndex((step) => step.name === name);
      const step = mainSteps[index];
      if (!step) return undefined;
      const done = await this.step(step, signal);
      const onward = signal.aborted ? name : this.following(step, index, done);
      const failure = this.current.failure ?? failureOf(step, done);
      this.change({ steps: this.stepsWith(done), failure, at: onward });
      if (signal.aborted) return step;
      name = onward;
    }
    return undefined;
  }

  private following(step: Step, index: number, { status, outputs }: StepRecord): string | undefined {
    const hasSucceeded = status === "Success";
    if (step.isEnd || (!hasSucceeded && step.onFailure === "Abort")) return undefined;
    const target = hasSucceeded ? outputs[NEXT_STEP] : stepOf(step.onFailure);
    return typeof target === "string" ? target : (step.nextStep ?? this.document.mainSteps[index + 1]?.name);
  }

  /** A step, with all its attempts. */
  private async step(step: Step, signal: AbortSignal): Promise<StepRecord> {
    const { clock, say } = this.parts;
    const begun: StepRecord = {
      id: randomUUID(),
      name: step.name,
      action: step.action,
      status: "InProgress",
      startedAt: clock.now(),
      outputs: {},
    };
    // Nothing to keep: who goes on after a kill begins it anew.
    this.current = { ...this.current, at: step.name, steps: this.stepsWith(begun) };
    say(`step ${step.name}: ${step.action}`);
    let done: StepRecord = begun;
    for (let tried = 0; tried < step.maxAttempts; tried++) {
      done = { ...begun, ...(await attempt(step, this.lookup(), this.parts, signal)), endedAt: clock.now() };
      if (done.status === "Success" || signal.aborted) break;
      say(`step ${step.name}: ${done.status}: ${done.failure}`);
    }
    if (signal.aborted && done.status !== "Success") done = { ...done, status: "Cancelled" };
    return done;
  }

  private lookup(): Lookup {
    const { id, parameters, steps } = this.current;
    const variables = systemVariables(id, this.parts.region, this.parts.clock.now());
    return (name) => {
      if (Object.hasOwn(variables, name)) return variables[name];
      if (Object.hasOwn(parameters, name)) return parameters[name];
      const [step, output = ""] = name.split(".");
      return steps.find((one) => one.name === step)?.outputs[output];
    };
  }

  private stepsWith(step: StepRecord): StepRecord[] {
    return [...this.current.steps.filter(({ name }) => name !== step.name), step];
  }

  private change(change: Partial<ExecutionRecord>): void {
    this.current = { ...this.current, ...change };
    this.parts.keep(this.current);
  }
}

/** A critical step that fails decides how the execution ends, whatever follows. */
function failureOf(
  { name, onFailure, isCritical }: Step,
  { status, failure = "" }: StepRecord,
): ExecutionRecord["failure"] {
  if (status !== "Failed" && status !== "TimedOut") return undefined;
  if (!(isCritical ?? onFailure !== "Continue")) return undefined;
  return { status, message: `Step ${name} is in ${status} status. ${failure}` };
}

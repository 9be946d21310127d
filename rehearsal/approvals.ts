/** Who answers when a release waits for a person. Minutes are AWS's. */
export type ApprovalPolicy = "auto" | "never" | "ask" | { readonly afterMinutes: number };

/** What waits for a person. */
export interface Question {
  readonly release: string;
  readonly what: "approval" | "reroute";
  answer(approved: boolean): void;
}

/** Everything that waits for a person, and who answers it. */
export class Approvals {
  private readonly open = new Set<Question>();
  private readonly listeners = new Set<(question: Question, signal: AbortSignal) => void>();

  constructor(
    private readonly policy: ApprovalPolicy,
    private readonly after: (milliseconds: number, signal: AbortSignal) => Promise<void>,
  ) {}

  /** Told of each question that a person has to answer. */
  public onAsk(listener: (question: Question, signal: AbortSignal) => void): void {
    this.listeners.add(listener);
  }

  /** Resolves with the answer, or `undefined` once the signal is aborted. */
  public async ask(
    what: Question["what"],
    release: string,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    if (this.policy === "auto") return true;
    // It would be refused after seven days of AWS.
    // https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
    if (this.policy === "never" && what === "approval") return false;
    if (typeof this.policy === "object") {
      await this.after(this.policy.afterMinutes * 60_000, signal);
      return signal.aborted ? undefined : true;
    }
    return this.wait(what, release, signal);
  }

  /** Answers what a release waits for. @returns whether it waited for anything */
  public answer(release: string, approved: boolean): boolean {
    const questions = [...this.open].filter((question) => question.release === release);
    for (const question of questions) question.answer(approved);
    return questions.length > 0;
  }

  private async wait(
    what: Question["what"],
    release: string,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    const done = new AbortController();
    const answered = new Promise<boolean | undefined>((resolve) => {
      const question = { release, what, answer: resolve };
      this.open.add(question);
      if (signal.aborted) resolve(undefined);
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
      if (this.policy === "ask") {
        for (const listener of this.listeners) listener(question, AbortSignal.any([signal, done.signal]));
      }
    });
    const answer = await answered;
    done.abort();
    for (const question of this.open)
      if (question.release === release && question.what === what) this.open.delete(question);
    return answer;
  }
}

import type { BuildPhase, BuildStatus } from "./model";

/** Why a phase failed, in CodeBuild's words: `COMMAND_EXECUTION_ERROR`, and what was executed. */
export class PhaseFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Goes through the phases of a build, and keeps how each went. */
export class Phases {
  public readonly list: BuildPhase[] = [];

  /**
   * @param print told each line of the log
   * @param interruption what has ended the build from outside, once something has
   */
  constructor(
    private readonly print: (line: string) => void,
    public readonly interruption: () => BuildStatus | undefined,
  ) {}

  public get hasFailed(): boolean {
    return this.list.some(({ status }) => status !== "SUCCEEDED");
  }

  /** What CodeBuild says itself, as apart from what commands print. */
  public say(text: string): void {
    for (const line of `[Container] ${text}`.split("\n")) this.print(line);
  }

  /** @returns whether the phase succeeded */
  public async run(name: string, work: () => Promise<void>): Promise<boolean> {
    const began = performance.now();
    this.say(`Entering phase ${name}`);
    const failure = await failureOf(work);
    const status = this.interruption() ?? (failure ? "FAILED" : "SUCCEEDED");
    const seconds = (performance.now() - began) / 1000;
    this.list.push({ name, status, seconds, context: failure && `${failure.code}: ${failure.message}` });
    this.say(`Phase complete: ${name} State: ${status}`);
    if (failure) this.say(`Phase context status code: ${failure.code} Message: ${failure.message}`);
    return status === "SUCCEEDED";
  }
}

async function failureOf(work: () => Promise<void>): Promise<PhaseFailure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof PhaseFailure) return error;
    throw error;
  }
}

import type { AgentErrorCode, AgentEventResult } from "./model";

/** What ends a lifecycle event, in the agent's words. */
export class AgentFailure extends Error {
  constructor(
    private readonly code: AgentErrorCode,
    message: string,
    private readonly script?: string,
  ) {
    super(message);
  }

  public get result(): AgentEventResult {
    return { status: "Failed", code: this.code, message: this.message, script: this.script };
  }
}

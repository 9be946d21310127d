import type { Agent, AgentEventResult, AgentOrder, RevisionBundle } from "../../../rehearsal/agent/model";
import type { Instance } from "../../../rehearsal/instances/model";
import type { VirtualClock } from "../virtual-clock";

/** AWS milliseconds that each lifecycle event takes. */
export const EVENT_MS = 10_000;

/** AWS milliseconds until the agent ends a script. */
export const SCRIPT_LIMIT_MS = 60 * 60_000;

export type Script = (instance: Instance, order: AgentOrder) => Promise<void> | void;

/** An agent that runs functions in the place of scripts. */
export class PaperAgent implements Agent {
  /** What was done, in order: `<id> <event> <version>`. */
  readonly done: string[] = [];
  /** What runs in a lifecycle event, by `<event>` or `<event> <version>`; what it throws fails the event. */
  readonly scripts: Record<string, Script> = {};
  private readonly revisions = new Map<string, RevisionBundle>();

  constructor(private readonly clock: VirtualClock) {}

  public installed({ id }: Instance): RevisionBundle | undefined {
    return this.revisions.get(id);
  }

  public async perform(instance: Instance, event: string, order: AgentOrder): Promise<AgentEventResult> {
    const { fault, revision, signal } = order;
    this.done.push(`${instance.id} ${event} ${revision.version}`);
    const what = fault?.(event);
    await this.clock.after(what === "hangs" ? SCRIPT_LIMIT_MS : EVENT_MS, signal);
    signal.throwIfAborted();
    if (what === "hangs") return { status: "Failed", code: "ScriptTimedOut", message: "it took too long" };
    if (what === "fails") return { status: "Failed", code: "ScriptFailed", message: "it exited with 1" };
    if (event === "Install") this.revisions.set(instance.id, revision);
    try {
      await this.scripts[event]?.(instance, order);
      await this.scripts[`${event} ${revision.version}`]?.(instance, order);
    } catch (error) {
      return { status: "Failed", code: "ScriptFailed", message: (error as Error).message };
    }
    return { status: event === "ApplicationStop" ? "Skipped" : "Succeeded" };
  }
}

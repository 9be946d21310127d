import type { Clock } from "../clock";
import { invokeAsynchronously } from "../hooks/asynchronous";
import type { Functions } from "../hooks/model";
import { matchesEvent } from "../source/event-pattern";
import type { FunctionRuleModel } from "../stack/model";
import type { AwsEvent } from "./event";

export interface EventBusProps {
  /** The rules of the stack that a function is the target of. */
  readonly rules: readonly FunctionRuleModel[];
  readonly functions: Functions;
  readonly clock: Pick<Clock, "after">;
  readonly say: (source: string, text: string) => void;
}

/** EventBridge, as far as functions of the stack are told of what happens. */
export class EventBus {
  private readonly over = new AbortController();
  private readonly deliveries = new Set<Promise<unknown>>();

  constructor(private readonly props: EventBusProps) {}

  /**
   * Invokes the function of every rule that an event is for, and does not wait for it.
   *
   * @throws UserError for a pattern that is not rehearsed
   */
  public deliver(event: AwsEvent): void {
    const { rules, functions, clock, say } = this.props;
    for (const rule of rules) {
      if (!matchesEvent(JSON.parse(rule.pattern), event)) continue;
      say("events", `${event["detail-type"]}: ${rule.name} invokes ${rule.function}`);
      const delivery: Promise<unknown> = invokeAsynchronously({
        functions,
        clock,
        name: rule.function,
        event,
        say: (line) => say(rule.function, line),
        signal: this.over.signal,
      }).then(() => this.deliveries.delete(delivery));
      this.deliveries.add(delivery);
    }
  }

  /** Resolves once every function that was told has ended, for the last time. */
  public async idle(): Promise<void> {
    while (this.deliveries.size > 0) await Promise.all(this.deliveries);
  }

  /** Tells nobody anything any more. */
  public async close(): Promise<void> {
    this.over.abort();
    await this.idle();
  }
}

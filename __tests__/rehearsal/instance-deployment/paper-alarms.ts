import type { AlarmState, AlarmStateValue, Alarms } from "../../../rehearsal/cloudwatch/model";

/** Alarms that are as they were set. */
export class PaperAlarms implements Alarms {
  private readonly byName = new Map<string, AlarmState>();
  private readonly listeners = new Set<(state: AlarmState) => void>();

  public get states(): readonly AlarmState[] {
    return [...this.byName.values()];
  }

  public state(name: string): AlarmState | undefined {
    return this.byName.get(name);
  }

  public onChange(listener: (state: AlarmState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public set(name: string, value: AlarmStateValue, reason: string): void {
    const state = { name, value, reason, since: 0 };
    this.byName.set(name, state);
    for (const listener of this.listeners) listener(state);
  }

  public close(): void {
    this.listeners.clear();
  }
}

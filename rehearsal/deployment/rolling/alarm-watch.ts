import type { Alarms } from "../../cloudwatch/model";

/** The alarms that a service names. */
export class AlarmWatch {
  private readonly unwatch: () => void;

  /** @param onAlarm told of each that comes into ALARM */
  constructor(
    private readonly alarms: Alarms,
    private readonly names: readonly string[],
    onAlarm: (name: string) => void,
  ) {
    this.unwatch = alarms.onChange(({ name }) => {
      if (names.includes(name) && this.isRed(name)) onAlarm(name);
    });
  }

  /** Whether there is one to watch. */
  public get isNeeded(): boolean {
    return this.names.length > 0;
  }

  /** Whether one of them is in ALARM. */
  public get isAnyRed(): boolean {
    return this.names.some((name) => this.isRed(name));
  }

  public close(): void {
    this.unwatch();
  }

  private isRed(name: string): boolean {
    return this.alarms.state(name)?.value === "ALARM";
  }
}

import { type Clock, SpedUpClock } from "./clock";

/** Variable that hands the clock to programs of a build, as JSON of {@link ClockReading}. */
export const CLOCK_VARIABLE = "BLUEGREEN_REHEARSAL_CLOCK";

/** A clock as it was read once: another process can go on with it. */
export interface ClockReading {
  /** AWS milliseconds in one of this machine's. */
  readonly speed: number;
  /** AWS milliseconds since the epoch. */
  readonly at: number;
  /** The same moment by {@link realNow}. */
  readonly realAt: number;
}

/** Milliseconds of a clock that never jumps, and that all processes of a machine share. */
export function realNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export function readClock(clock: Pick<Clock, "speed" | "now">): ClockReading {
  return { speed: clock.speed, at: clock.now(), realAt: realNow() };
}

/** The clock that was read, in whatever process. */
export function clockOf({ speed, at, realAt }: ClockReading): Clock {
  return new SpedUpClock(speed, at + (realNow() - realAt) * speed);
}

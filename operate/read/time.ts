/** Milliseconds since the epoch, of a time as the SDK has it. */
export function millisecondsOf(time: Date | undefined): number | undefined {
  return time?.getTime();
}

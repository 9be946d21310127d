/** How much a view keeps of what never ends. A screen shows the last few, a chart the last minutes. */
export const LIMITS = {
  /** Stretches of traffic. */
  samples: 3000,
  /** Lines of all logs together. */
  log: 200,
  /** Characters of one line. */
  logText: 1000,
  releases: 50,
  /** Changes of alarms in one release. */
  alarmChanges: 500,
} as const;

/** A list with one more at its end, and the oldest gone that are too many. */
export function append<Entry>(list: readonly Entry[], entry: Entry, limit: number): readonly Entry[] {
  const kept = list.length < limit ? list.slice() : list.slice(list.length - limit + 1);
  kept.push(entry);
  return kept;
}

/** The beginning of a text that is too long. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // A slice of a string holds on to all of it: only a copy lets the rest go.
  return `${Buffer.from(text.slice(0, limit - 1)).toString()}…`;
}

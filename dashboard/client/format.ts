/** Between a number and its unit, where no line may break. */
const SPACE = "\u00a0";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A length of time in its two largest units, such as `4 min 10 s`. */
export function duration(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds / SECOND)) * SECOND;
  const parts = [
    [Math.floor(whole / HOUR), "h"],
    [Math.floor((whole % HOUR) / MINUTE), "min"],
    [(whole % MINUTE) / SECOND, "s"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).slice(0, 2);
  return told.map(([count, unit]) => `${count}${SPACE}${unit}`).join(" ") || `0${SPACE}s`;
}

/** How far into a release, such as `3:20` or `1:03:20`. */
export function elapsed(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  const pad = (count: number) => String(count).padStart(2, "0");
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** The time of day here, such as `14:03:20`. */
export function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

export function percent(value: number): string {
  return `${rounded(value)}${SPACE}%`;
}

export function latency(milliseconds: number): string {
  return `${rounded(milliseconds)}${SPACE}ms`;
}

export function count(value: number): string {
  return value.toLocaleString("en");
}

/** One digit behind the point where it says something. */
function rounded(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

/** A commit as people name it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

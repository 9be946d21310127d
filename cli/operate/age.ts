const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

/**
 * How long ago something was: `3 h ago`, `just now`.
 *
 * @param moment ISO 8601
 * @param now milliseconds since the epoch
 */
export function age(moment: string, now: number): string {
  const seconds = (now - Date.parse(moment)) / 1000;
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? [];
  return size === undefined ? "just now" : `${Math.floor(seconds / size)} ${unit} ago`;
}

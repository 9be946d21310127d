/** `3:10`, or `1:03:10` from an hour on. */
export function duration(milliseconds: number): string {
  const { hours, minutes, seconds } = parts(milliseconds);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** `00:03:10`. */
export function clock(milliseconds: number): string {
  const { hours, minutes, seconds } = parts(milliseconds);
  return [hours, minutes, seconds].map(two).join(":");
}

/** `39.6 %`, `40 %`. A little is never nothing, and nearly all is never all. */
export function percent(share: number | undefined): string {
  if (share === undefined) return "-";
  const rounded = Number(share.toFixed(1));
  if (rounded === 0 && share > 0) return "<0.1 %";
  if (rounded === 100 && share < 100) return ">99.9 %";
  return `${rounded} %`;
}

/** The last part of an ARN, which a person needs of it: `shop:12` of `arn:…:task-definition/shop:12`. */
export function shortName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function parts(milliseconds: number) {
  const all = Math.max(0, Math.floor(milliseconds / 1000));
  return { hours: Math.floor(all / 3600), minutes: Math.floor(all / 60) % 60, seconds: all % 60 };
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}

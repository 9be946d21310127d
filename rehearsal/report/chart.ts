import { duration, percent } from "../../deployment-view/format";
import { html, type Markup } from "./html-text";
import type { ReleaseReport } from "./schema";

/** In the units of the picture. */
const SIZE = {
  width: 720,
  left: 48,
  right: 16,
  top: 16,
  share: 180,
  gap: 40,
  failed: 80,
  below: 32,
} as const;
const PLOT_WIDTH = SIZE.width - SIZE.left - SIZE.right;
const FAILED_TOP = SIZE.top + SIZE.share + SIZE.gap;
const HEIGHT = FAILED_TOP + SIZE.failed + SIZE.below;

/** Marks on the axis of time, with those at both ends. */
const TIME_MARKS = 5;

type Sample = ReleaseReport["samples"][number];

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Promised and observed share over time, and below them the requests that failed. Nothing, if there was no traffic. */
export function shiftChart(release: ReleaseReport, id: string): Markup {
  const { samples } = release;
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last) return html``;
  const span = { from: Date.parse(first.from), to: Date.parse(last.at) };
  const x = (at: number) => SIZE.left + (PLOT_WIDTH * (at - span.from)) / Math.max(1, span.to - span.from);

  const mostFailed = Math.max(1, ...samples.map(({ failed }) => failed));
  const shareY = (share: number) => SIZE.top + SIZE.share * (1 - share / 100);
  const failedY = (failed: number) => FAILED_TOP + SIZE.failed * (1 - failed / mostFailed);

  const promised = steps(samples, (sample) => sample.promised);
  const observed = steps(samples, (sample) => sample.observed);
  const failed = steps(samples, (sample) => sample.failed);
  const line = (name: string, points: readonly Point[], y: (value: number) => number) =>
    html`<polyline class="${name}" points="${points.map(({ at, value }) => `${round(x(at))},${round(y(value))}`).join(" ")}"/>`;

  return html`<figure>
<svg viewBox="0 0 ${SIZE.width} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">Users on green, promised and observed, and failed requests</title>
<desc id="${id}-desc">${describe(release)}</desc>
${[0, 50, 100].map((share) => gridLine(shareY(share), `${share} %`))}
${[0, mostFailed].map((count) => gridLine(failedY(count), String(count)))}
<text x="${SIZE.left}" y="${FAILED_TOP - 10}">failed requests in each stretch of traffic</text>
${timeMarks(span, x, Date.parse(release.startedAt))}
${line("promised", promised, shareY)}
${line("observed", observed, shareY)}
${line("failed", failed, failedY)}
</svg>
<figcaption><span class="key promised">promised</span> <span class="key observed">observed</span> <span class="key failed">failed</span> over AWS time since the release began</figcaption>
</figure>`;
}

/** What is known of a stretch is true of the whole of it, so that its line goes in steps. */
function steps(samples: readonly Sample[], measure: (sample: Sample) => number | null): Point[] {
  return samples.flatMap((sample) => {
    const value = measure(sample);
    return value === null ? [] : [sample.from, sample.at].map((at) => ({ at: Date.parse(at), value }));
  });
}

function describe({ shift, samples }: ReleaseReport): string {
  const failed = samples.reduce((sum, sample) => sum + sample.failed, 0);
  const shares = shift.map(({ promised, observed }) =>
    observed === null
      ? `${percent(promised)} promised, nothing observed`
      : `${percent(promised)} promised, ${percent(observed)} observed`,
  );
  return `${shares.length > 0 ? `Step by step: ${shares.join("; ")}.` : "No users were moved."} ${failed} requests failed.`;
}

function gridLine(y: number, label: string): Markup {
  return html`<line class="grid" x1="${SIZE.left}" x2="${SIZE.width - SIZE.right}" y1="${round(y)}" y2="${round(y)}"/><text x="${SIZE.left - 6}" y="${round(y + 4)}" text-anchor="end">${label}</text>`;
}

function timeMarks(
  span: { from: number; to: number },
  x: (at: number) => number,
  startedAt: number,
): Markup[] {
  return Array.from({ length: TIME_MARKS }, (_, index) => {
    const at = span.from + ((span.to - span.from) * index) / (TIME_MARKS - 1);
    const anchor = index === 0 ? "start" : index === TIME_MARKS - 1 ? "end" : "middle";
    return html`<text x="${round(x(at))}" y="${HEIGHT - 10}" text-anchor="${anchor}">${duration(at - startedAt)}</text>`;
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

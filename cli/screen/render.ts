import pc from "picocolors";
import { clock, duration } from "../../deployment-view/format";
import type { DeploymentView, ReleaseView } from "../../deployment-view/view";
import { deploymentSection } from "./deployment-section";
import { commitLine, tookUntil } from "./format";
import { outcomeSection } from "./outcome-section";
import { labelled, MARKS, quoted, type Section } from "./section";
import { flow, oneLine, paintLine, type Span } from "./text";
import { trafficSection } from "./traffic-section";
import { saidBy } from "./why";

export interface ScreenOptions {
  /** Cells of a line; what a screen says is made for 40 or more. */
  readonly columns: number;
  /** Lines that there is room for. @default - as many as are needed */
  readonly rows?: number;
  readonly color: boolean;
  /** The moment, in AWS milliseconds since the epoch. */
  readonly now: number;
  /** What is said until something is known. @default - that it waits for a push */
  readonly opening?: string;
}

/** Lines of the log that are shown where there is room. */
const LOG_LINES = { most: 8, least: 2 };

const WAITS = "Waits for a push.";

/** Releases that ended before the one that is shown, a line each. */
const EARLIER_RELEASES = 3;

/** Everything that there is to see of a release now, as the lines of a terminal. */
export function renderScreen(view: DeploymentView, options: ScreenOptions): string {
  const { columns, rows, color, now, opening = WAITS } = options;
  const release = shownRelease(view);
  const colors = pc.createColors(color);
  const said = release ? saidBy(release) : new Map<object, string>();
  const section: Section = { view, release, now, columns, colors, said, opening };
  const room = (rows ?? Number.POSITIVE_INFINITY) - LOG_LINES.least;
  const spacious = parts(section, addresses(section)).flatMap((lines) => [...lines, []]);
  const above = spacious.length <= room ? spacious : parts(section, []).flat();
  const lines = [...above, ...log(section, Math.min(LOG_LINES.most, room + LOG_LINES.least - above.length))];
  return lines
    .map((line) => paintLine(line, columns).trimEnd())
    .join("\n")
    .trimEnd();
}

function parts(section: Section, addresses: Span[][]): Span[][][] {
  const { release } = section;
  return [
    [...header(section), ...addresses],
    releases(section),
    release ? stages(release, section) : [],
    release?.deployment ? deploymentSection(release.deployment, release, section) : [],
    trafficSection(section),
  ].filter((lines) => lines.length > 0);
}

/** The newest that is deployed; else the newest that goes on; else the last. */
function shownRelease({ releases }: DeploymentView): ReleaseView | undefined {
  const going = releases.filter(({ status }) => status === "InProgress");
  return going.findLast(({ deployment }) => deployment) ?? going.at(-1) ?? releases.at(-1);
}

function header({ view: { system, engine, speed, startedAt }, columns, colors, now }: Section): Span[][] {
  // Until it is opened, a view says nothing that is known.
  if (startedAt === undefined) return [];
  const items = [
    [{ text: oneLine(system), paint: colors.bold }],
    [{ text: engine, paint: colors.dim }],
    [{ text: speed === 1 ? "" : `AWS time, ${speed} times as fast`, paint: colors.dim }],
    [{ text: clock(now - startedAt), paint: colors.dim }],
  ];
  return flow(items, columns, 0);
}

/** What does not change: it gives way where there is no room for it. */
function addresses({ view: { urls, runtime, unit }, columns }: Section): Span[][] {
  const lines = [
    ["Open", urls.production],
    ["Test", urls.test],
    ["Push to", urls.repository],
    [unit === "task" ? "Tasks by" : "EC2 by", runtime],
  ] as const;
  return lines.flatMap(([label, text]) =>
    text ? labelled(label, [[{ text: oneLine(text) }]], columns) : [],
  );
}

function releases(section: Section): Span[][] {
  const { view, release, now, columns, colors } = section;
  const first = Math.max(0, view.releases.length - 1 - EARLIER_RELEASES);
  const lines = view.releases.slice(first).flatMap((one, index): Span[][] => {
    const { text, paint } = MARKS[one.status];
    const took = duration((one.endedAt ?? now) - one.startedAt);
    const head = [
      [{ text: `${text} Release ${first + index + 1}`, paint: colors[paint] }],
      [{ text: commitLine(one), paint: one === release ? colors.bold : colors.dim }],
      [{ text: one.status === "InProgress" ? took : `${one.status} in ${took}`, paint: colors[paint] }],
    ];
    return one === release
      ? [
          ...flow([...head, [{ text: oneLine(one.trigger), paint: colors.dim }]], columns, 0),
          ...outcomeSection(one, section),
        ]
      : [head.flatMap((span) => [...span, { text: "  " }])];
  });
  const waits = view.startedAt === undefined ? section.opening : WAITS;
  return lines.length > 0 ? lines : [[{ text: waits, paint: colors.yellow }]];
}

function stages(release: ReleaseView, { now, columns, colors, said }: Section): Span[][] {
  const items = release.stages.map(({ name, status, ...times }): Span[] => {
    const { text, paint } = MARKS[status];
    const took = tookUntil(times, release.endedAt ?? now);
    return [
      { text: `${text} ${oneLine(name)}`, paint: colors[paint] },
      { text: took ? ` ${took}` : "", paint: colors.dim },
    ];
  });
  const details = release.stages.flatMap((stage) => {
    const detail = said.get(stage);
    return detail ? quoted(stage.name, detail, columns, colors[MARKS[stage.status].paint]) : [];
  });
  return [...flow(items, columns, 0), ...details];
}

function log({ view, colors }: Section, lines: number): Span[][] {
  return view.log
    .slice(-Math.max(LOG_LINES.least, lines))
    .map(({ source, text }) => [
      { text: `${oneLine(source)} | `, paint: colors.dim },
      { text: oneLine(text) },
    ]);
}

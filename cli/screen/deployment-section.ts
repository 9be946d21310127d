import type { Role } from "../../deployment-view/events";
import { duration, percent, shortName } from "../../deployment-view/format";
import { isOnAws } from "../../deployment-view/on-aws";
import { isTakenBack } from "../../deployment-view/shift";
import type { DeploymentPart, LifecycleEventView, ReleaseView } from "../../deployment-view/view";
import { COLOR_OF, tookUntil } from "./format";
import { LABEL_CELLS, labelled, MARKS, quoted, type Section, whole } from "./section";
import { oneLine, pad, type Span, widthOf } from "./text";

const ROLES: readonly Role[] = ["original", "replacement"];

/** Cells of each number behind a bar. */
const NUMBER_CELLS = 9;

const WAITS_FOR: Readonly<Record<NonNullable<ReleaseView["waiting"]>["for"], string>> = {
  approval: "for an approval",
  reroute: "to be let send users to green",
  termination: "before it ends blue",
  bake: "for the bake time to pass",
};

/** A deployment: its lifecycle events, where users are, the tasks, and what it waits for. */
export function deploymentSection(
  deployment: DeploymentPart,
  release: ReleaseView,
  section: Section,
): Span[][] {
  const { id, status, events } = deployment;
  const { columns, colors, said } = section;
  const { text, paint } = MARKS[status];
  const title = [[{ text: `${text} ${oneLine(shortName(id))} ${status}`, paint: colors[paint] }]];
  const detail = said.get(deployment);
  const failed = events.flatMap((event) => {
    const why = said.get(event);
    return why ? quoted(event.name, why, columns, colors.red) : [];
  });
  return [
    ...labelled("Deploy", title, columns),
    ...(detail ? whole("", detail, columns) : []),
    ...lifecycleEvents(events, release, section),
    ...failed,
    ...shiftBars(deployment, release, section),
    ...tasks(deployment, section),
    ...waiting(release, section),
  ];
}

/** In as many columns as there is room for, read line by line. A rolling update has none. */
function lifecycleEvents(
  events: readonly LifecycleEventView[],
  { endedAt }: ReleaseView,
  { now, columns, colors }: Section,
): Span[][] {
  if (events.length === 0) return [];
  const longest = Math.max(0, ...events.map(({ name }) => widthOf(oneLine(name))));
  const items = events.map(({ name, status, ...times }): Span[] => {
    const { text, paint } = MARKS[status];
    const took = tookUntil(times, endedAt ?? now) ?? "";
    return [
      { text: `${text} ${pad(oneLine(name), longest)}`, paint: colors[paint] },
      { text: ` ${took.padStart(5)}`, paint: colors.dim },
    ];
  });
  return labelled("", items, columns);
}

function shiftBars(
  deployment: DeploymentPart,
  release: ReleaseView,
  { view, columns, colors }: Section,
): Span[][] {
  const { promised, observed } = sharesNow(deployment, release);
  const names = isOnAws(view) ? ["users"] : ["promised", "observed"];
  const cells = Math.max(1, columns - LABEL_CELLS - names.length * NUMBER_CELLS);
  const head = pad("Shift", LABEL_CELLS + cells) + names.map(rightAligned).join("");
  const bars = ROLES.map((role): Span[] => {
    const of = (share: number | undefined) =>
      role === "original" && share !== undefined ? 100 - share : share;
    return [
      { text: pad(COLOR_OF[role], LABEL_CELLS) },
      { text: bar(of(promised) ?? 0, of(observed), cells), paint: colors[COLOR_OF[role]] },
      {
        text: [of(promised), of(observed)]
          .slice(0, names.length)
          .map((share) => rightAligned(percent(share)))
          .join(""),
      },
    ];
  });
  return [[{ text: head, paint: colors.dim }], ...bars];
}

/** A rollback promises green nothing more; what is observed from then on is no step's. */
function sharesNow({ shift }: DeploymentPart, { rollback }: ReleaseView) {
  const step = shift.at(-1);
  if (!step || isTakenBack(step, rollback)) return { promised: 0, observed: undefined };
  return { promised: step.promised, observed: step.observed };
}

/** What was observed is solid; what is missing of the promise is lighter, and what is above it has another pattern. */
function bar(promised: number, observed: number | undefined, cells: number): string {
  const cellsOf = (share: number) => Math.round((cells * share) / 100);
  const [wanted, met] = [cellsOf(promised), cellsOf(observed ?? promised)];
  return (
    "█".repeat(Math.min(wanted, met)) +
    "▒".repeat(Math.max(0, wanted - met)) +
    "▓".repeat(Math.max(0, met - wanted)) +
    "░".repeat(cells - Math.max(wanted, met))
  );
}

function rightAligned(text: string): string {
  return text.padStart(NUMBER_CELLS);
}

function tasks(
  { tasks, original, replacement }: DeploymentPart,
  { view, columns, colors }: Section,
): Span[][] {
  const versions = { original: original.version, replacement: replacement.version };
  const items = ROLES.flatMap((role): Span[][] => {
    const counts = tasks[role];
    if (!counts) return [];
    const { desired, running, healthy } = counts;
    return [
      [
        { text: `${COLOR_OF[role]} ${oneLine(versions[role])}`, paint: colors[COLOR_OF[role]] },
        { text: ` ${running} of ${desired} run, ${healthy} healthy` },
      ],
    ];
  });
  return items.length > 0 ? labelled(view.unit === "task" ? "Tasks" : "EC2", items, columns) : [];
}

function waiting({ waiting }: ReleaseView, { now, columns, colors }: Section): Span[][] {
  if (!waiting) return [];
  const left = waiting.until === undefined ? "" : `, ${duration(waiting.until - now)} left`;
  return labelled("Waits", [[{ text: `${WAITS_FOR[waiting.for]}${left}`, paint: colors.yellow }]], columns);
}

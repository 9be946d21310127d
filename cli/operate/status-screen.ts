import pc from "picocolors";
import type { Formatter } from "picocolors/types";
import { duration, percent } from "../../deployment-view/format";
import type { Status } from "../../operate/status/schema";
import { commitLine } from "../screen/format";
import { LABEL_CELLS, labelled, MARKS, whole } from "../screen/section";
import { oneLine, pad, paintLine, type Span } from "../screen/text";
import { age } from "./age";

interface Drawn {
  readonly status: Status;
  readonly columns: number;
  readonly colors: ReturnType<typeof pc.createColors>;
  readonly now: number;
}

const VERDICTS = {
  healthy: { text: "✔ healthy", paint: "green" },
  releasing: { text: "● releasing", paint: "cyan" },
  broken: { text: "✖ broken", paint: "red" },
} as const;

/** What is live, what is going on and what is wrong, as the lines of one screen. */
export function renderStatus(
  status: Status,
  { columns, color }: { columns: number; color: boolean },
): string {
  const drawn: Drawn = { status, columns, colors: pc.createColors(color), now: Date.parse(status.at) };
  const lines = [
    header(drawn),
    ...live(drawn),
    ...targets(drawn),
    ...alarms(drawn),
    ...release(drawn),
    ...deployment(drawn),
    ...waits(drawn),
    ...held(drawn),
    ...last(drawn),
  ].map((line) => paintLine(line, columns).trimEnd());
  // What is wrong is never cut short, however narrow the terminal is.
  return [lines[0], ...reasons(drawn), ...lines.slice(1)].join("\n");
}

function header({ status: { system, verdict }, colors }: Drawn): Span[] {
  const { text, paint } = VERDICTS[verdict.state];
  return [
    { text, paint: (words) => colors.bold(colors[paint](words)) },
    { text: `  ${system.name}`, paint: colors.bold },
    { text: `  ${system.stack}  ${system.region}  ${system.accountId}`, paint: colors.dim },
  ];
}

function reasons({ status: { verdict }, colors }: Drawn): string[] {
  const { paint } = VERDICTS[verdict.state];
  return verdict.reasons.map((reason) => `  ${colors[paint](oneLine(reason))}`);
}

function live({ status: { live }, columns, colors }: Drawn): Span[][] {
  const { targetGroup, commit, tag, digest, image, group, revision, taskDefinition, since, tasks } = live;
  const what = commit?.slice(0, 12) ?? tag ?? undefined;
  const items = [
    [{ text: oneLine(targetGroup ?? ""), paint: colors.bold }],
    [{ text: oneLine(what ?? "") }],
    [{ text: digest?.slice(0, 19) ?? "", paint: colors.dim }],
    [{ text: oneLine(taskDefinition?.split("/").at(-1) ?? revision ?? ""), paint: colors.dim }],
    [{ text: oneLine(group ?? ""), paint: colors.dim }],
    [{ text: what === undefined ? oneLine(image ?? "") : "", paint: colors.dim }],
    [{ text: since ? `since ${since.slice(0, 16).replace("T", " ")} UTC` : "", paint: colors.dim }],
  ];
  const starting = tasks && tasks.pending > 0 ? `, ${tasks.pending} start` : "";
  const counts = tasks ? [[{ text: `${tasks.running} of ${tasks.desired} run${starting}` }]] : [];
  const known = items.some(([span]) => span?.text);
  return [
    ...labelled("Live", known ? items : [[{ text: "nothing that AWS tells of" }]], columns),
    ...(tasks ? labelled("Tasks", counts, columns) : []),
  ];
}

function targets({ status, columns, colors }: Drawn): Span[][] {
  const items = status.targets.map((health): Span[] => {
    const told = (["healthy", "unhealthy", "initial", "draining", "unused"] as const).flatMap((name) =>
      health[name] > 0 ? `${health[name]} ${name}` : [],
    );
    const paint = health.unhealthy > 0 ? colors.red : health.healthy > 0 ? colors.green : colors.dim;
    return [
      { text: `${health.targetGroup}: `, paint: health.live ? colors.bold : colors.dim },
      { text: told.length > 0 ? told.join(", ") : "none", paint },
    ];
  });
  return items.length > 0 ? labelled("Targets", items, columns) : [];
}

function alarms({ status, columns, colors, now }: Drawn): Span[][] {
  const items = status.alarms.map(({ name, state, since }): Span[] => {
    const { text, paint } = MARKS[state];
    return [
      { text: `${text} ${oneLine(name)}`, paint: colors[paint] },
      { text: state === "ALARM" ? ` ${age(since, now)}` : "", paint: colors.dim },
    ];
  });
  return items.length > 0 ? labelled("Alarms", items, columns) : [];
}

function release({ status, columns, colors, now }: Drawn): Span[][] {
  return status.executions.flatMap((execution) =>
    labelled(
      "Release",
      [
        [{ text: commitLine(execution), paint: colors.bold }],
        [{ text: execution.stage ?? "", paint: colors.cyan }],
        [{ text: duration(now - Date.parse(execution.startedAt)), paint: colors.dim }],
        [{ text: oneLine(execution.trigger), paint: colors.dim }],
      ],
      columns,
    ),
  );
}

function deployment({ status: { deployment }, columns, colors, now }: Drawn): Span[][] {
  if (!deployment) return [];
  const { text, paint } = MARKS[deployment.status];
  const { rollingBack, lifecycleEvent, share } = deployment;
  const items = [
    [{ text: `${text} ${deployment.id.split("/").at(-1)}`, paint: colors[paint] }],
    [{ text: rollingBack === null ? "" : "puts users back", paint: colors.red }],
    [{ text: lifecycleEvent ?? deployment.status }],
    [{ text: share === null ? "" : `${percent(share)} of users`, paint: colors.bold }],
    [{ text: duration(now - Date.parse(deployment.startedAt)), paint: colors.dim }],
  ];
  const sides = deployment.sides.map((side): Span[] => [
    { text: `${sideName(side, deployment)} `, paint: side.role === "original" ? colors.blue : colors.green },
    { text: `${percent(side.share)}, ${side.running} of ${side.desired}` },
  ]);
  return [...labelled("Deploy", items, columns), ...(sides.length > 0 ? labelled("", sides, columns) : [])];
}

type Deployment = NonNullable<Status["deployment"]>;

/** The colour; where both sides have the same, what they run, or the group of their instances. */
function sideName(
  { role, id, targetGroup, group, taskDefinition }: Deployment["sides"][number],
  { sides }: Deployment,
): string {
  const colour = targetGroup ?? group;
  const isColour = sides.every(
    (other) => other.role === role || (other.targetGroup ?? other.group) !== colour,
  );
  return oneLine((isColour ? colour : taskDefinition?.split("/").at(-1)) ?? id.split("/").at(-1) ?? role);
}

const WAITS = {
  approval: "an approval",
  reroute: "leave to move users",
  termination: "the end of what ran before",
  bake: "the bake time",
} as const;

function waits({ status, colors, now }: Drawn): Span[][] {
  return status.waiting.map((one): Span[] => {
    const who = one.whom === "person" ? "a person: " : "";
    const limit = one.until
      ? `, ${duration(Date.parse(one.until) - now)} left`
      : one.minutes === null
        ? ""
        : `, ${one.minutes} min in all`;
    const paint: Formatter = one.whom === "person" ? colors.yellow : colors.dim;
    const way = one.whom === "person" ? ": bluegreen approve" : "";
    return [
      { text: pad("Waits for", LABEL_CELLS + 1) },
      { text: `${who}${WAITS[one.for]}${limit}${way}`, paint },
    ];
  });
}

function held({ status, colors, columns, now }: Drawn): Span[][] {
  return status.held.flatMap(({ stage, reason, by, since }) =>
    labelled(
      "Held",
      [
        [{ text: oneLine(stage), paint: colors.yellow }],
        [{ text: oneLine(reason) }],
        [{ text: `by ${oneLine(by)}, ${age(since, now)}: bluegreen resume`, paint: colors.dim }],
      ],
      columns,
    ),
  );
}

function last({ status: { last }, columns, colors, now }: Drawn): Span[][] {
  if (!last) return [];
  const { text, paint } = MARKS[last.status === "Cancelled" ? "Stopped" : last.status];
  const items = [
    [{ text: `${text} ${last.status}`, paint: colors[paint] }],
    [{ text: last.rolledBack ? "rolled back" : "", paint: colors.yellow }],
    [{ text: last.commit?.slice(0, 12) ?? "" }],
    [{ text: last.endedAt ? age(last.endedAt, now) : "", paint: colors.dim }],
  ];
  return [
    ...labelled("Last", items, columns),
    ...(last.reason ? whole("", last.reason, columns, colors[paint]) : []),
  ];
}

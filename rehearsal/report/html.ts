import { duration, percent } from "../../deployment-view/format";
import { shiftChart } from "./chart";
import { html, type Markup, table } from "./html-text";
import type { ReleaseReport, Report } from "./schema";
import { STYLE } from "./style";

const NONE = "-";

/** A report as one page: no script, no other file, light or dark as its reader likes it. */
export function renderHtml(report: Report): string {
  const { system, releases } = report;
  const title = `Rehearsal of ${system}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="notice">A rehearsal on one machine, not AWS. All times are AWS time, which ran ${report.speed} times as fast as the machine's; latency is real.</p>
${facts([
  ["Engine", report.engine],
  ["Run by", report.runtime ?? NONE],
  ["Began", report.startedAt],
  ["Ended", report.endedAt],
])}
${table(
  "Releases",
  ["Release", "Commit", "Message", "Status", "Took", "Requests", "Failed"],
  releases.map((release, index) => [
    html`<a href="#release-${index + 1}">${index + 1}</a>`,
    release.commit.slice(0, 7),
    firstLine(release.message),
    status(release.status),
    took(release),
    release.requests?.total ?? NONE,
    release.requests?.failed ?? NONE,
  ]),
)}
${releases.map(releaseSection)}
</main>
</body>
</html>
`.text;
}

function releaseSection(release: ReleaseReport, index: number): Markup {
  const id = `release-${index + 1}`;
  const { requests, deployment, rollback, startedAt } = release;
  const since = (at: string) => duration(Date.parse(at) - Date.parse(startedAt));
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">Release ${index + 1}: ${firstLine(release.message) || release.commit.slice(0, 7)}</h2>
${facts([
  ["Status", status(release.status)],
  ...(release.reason ? [["Reason", release.reason] as const] : []),
  ...(rollback
    ? [["Rolled back", [rollback.reason, rollback.deployment].filter(Boolean).join(" ")] as const]
    : []),
  ...(release.faults.length > 0 ? [["Faults injected", release.faults.join(", ")] as const] : []),
  ["Commit", release.commit],
  ["Started by", release.trigger],
  ["Execution", release.id],
  ...(deployment ? [["Deployment", html`${deployment.id} ${status(deployment.status)}`] as const] : []),
])}
${shiftChart(release, id)}
${table(
  "Shift of users, step by step",
  ["At", "Late", "Promised", "Observed", "Requests", "Failed"],
  release.shift.map(({ at, due, promised, observed, requests, failed }) => [
    since(at),
    `${((Date.parse(at) - Date.parse(due)) / 1000).toFixed(1)} s`,
    percent(promised),
    percent(observed ?? undefined),
    requests,
    failed,
  ]),
)}
${table(
  "Requests by version",
  ["Version", "Requests", "Failed", "p50", "p99"],
  requests
    ? [
        ...Object.entries(requests.byVersion).map(([version, counts]) => [
          version,
          counts.requests,
          counts.failed,
          "",
          "",
        ]),
        ["all", requests.total, requests.failed, milliseconds(requests.p50Ms), milliseconds(requests.p99Ms)],
      ]
    : [],
)}
${table(
  "Stages",
  ["Stage", "Status", "Began", "Took", "Detail"],
  release.stages.map((stage) => partRow(stage, since)),
)}
${table(
  "Lifecycle events",
  ["Event", "Status", "Began", "Took", "Detail"],
  release.events.map((event) => partRow(event, since)),
)}
${table(
  "Alarms that changed",
  ["Alarm", "State", "At", "Reason"],
  release.alarms.map(({ name, state, reason, at }) => [name, status(state), since(at), reason]),
)}
</section>`;
}

type Part = ReleaseReport["stages"][number] | ReleaseReport["events"][number];

function partRow(part: Part, since: (at: string) => string) {
  const { name, detail = "", startedAt } = part;
  return [name, status(part.status), startedAt ? since(startedAt) : NONE, took(part), detail];
}

function facts(entries: readonly (readonly [term: string, value: string | Markup])[]): Markup {
  return html`<dl>${entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A status is told by its word; the colour only helps to find it. */
function status(word: string): Markup {
  return html`<span class="status ${word}">${word}</span>`;
}

function took({ startedAt, endedAt }: { startedAt?: string; endedAt?: string }): string {
  return startedAt && endedAt ? duration(Date.parse(endedAt) - Date.parse(startedAt)) : NONE;
}

function milliseconds(value: number | null): string {
  return value === null ? NONE : `${value.toFixed(0)} ms`;
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

import { duration } from "../../deployment-view/format";
import type { AlarmView, SampleView } from "../../deployment-view/view";
import { failures } from "./format";
import { labelled, MARKS, type Section } from "./section";
import { oneLine, type Span } from "./text";

/** Stretches of traffic that the rate is taken over: a single one has too few requests to be steady. */
const RATE_SAMPLES = 5;

/** What users meet, and what the alarms make of it. */
export function trafficSection(section: Section): Span[][] {
  return [...requests(section), ...alarms(section)];
}

function requests({ view, release, columns, colors }: Section): Span[][] {
  const last = view.samples.at(-1);
  if (!last) return [];
  const failed = release?.traffic && failures(release.traffic);
  return labelled(
    "Requests",
    [
      [{ text: `${rate(view.samples.slice(-RATE_SAMPLES), view.speed)}/s` }],
      failed ? [{ text: failed, paint: release.traffic.failed > 0 ? colors.red : colors.green }] : [],
      [{ text: `p50 ${Math.round(last.p50Ms)} ms` }],
      [{ text: `p99 ${Math.round(last.p99Ms)} ms` }],
    ],
    columns,
  );
}

/** Requests in a second of those who send them, which is no second of AWS's. */
function rate(samples: readonly SampleView[], speed: number): string {
  const seconds = samples.reduce((sum, { from, at }) => sum + (at - from), 0) / 1000 / speed;
  const requests = samples.reduce((sum, sample) => sum + sample.requests, 0);
  return seconds > 0 ? (requests / seconds).toFixed(1) : "0";
}

/** Those that ring by name; of the others, how many. */
function alarms({ view, now, columns, colors }: Section): Span[][] {
  const ringing = view.alarms
    .filter(({ state }) => state === "ALARM")
    .map(({ name, since }): Span[] => [
      { text: `${MARKS.ALARM.text} ${oneLine(name)} ALARM for ${duration(now - since)}`, paint: colors.red },
    ]);
  const quiet = (["OK", "INSUFFICIENT_DATA"] as const).flatMap((state: AlarmView["state"]): Span[][] => {
    const count = view.alarms.filter((alarm) => alarm.state === state).length;
    const { text, paint } = MARKS[state];
    return count > 0 ? [[{ text: `${text} ${count} ${state}`, paint: colors[paint] }]] : [];
  });
  const items = [...ringing, ...quiet];
  return items.length > 0 ? labelled("Alarms", items, columns) : [];
}

import type { ReleaseEvent } from "../../../deployment-view/events";
import { buildReport, renderHtml } from "../../../rehearsal/report";
import { event, good, OPENED, play, STORY, started } from "../../deployment-view/story";

const pageOf = (events: readonly ReleaseEvent[]) =>
  renderHtml(buildReport(play(events), { requests: new Map() }));
const page = pageOf(STORY);
const all = (pattern: RegExp, text = page) => [...text.matchAll(pattern)].map(([, found]) => found);

/** Where the browser would find a polyline, as moments and values. */
const points = (name: string, text = page) =>
  all(new RegExp(`class="${name}" points="([^"]*)"`, "g"), text).map((line) =>
    (line ?? "").split(" ").map((point) => point.split(",").map(Number)),
  );

/** Words of AWS and of users, all of them hostile. */
const hostile = `<script>alert("x")</script>' onload=`;
const HOSTILE: ReleaseEvent[] = [
  { ...OPENED, system: hostile, runtime: hostile, stages: [hostile], alarms: [hostile] } as ReleaseEvent,
  { ...started("one", 0), commit: hostile, message: hostile, trigger: hostile } as ReleaseEvent,
  ...good("one", 0).slice(1),
  event(99, { type: "stage", release: "one", stage: hostile, status: "Failed", detail: hostile }),
  event(99, { type: "rollback", release: "one", reason: hostile, deployment: hostile }),
  event(99, { type: "fault", release: "one", fault: hostile }),
];

describe("the page", () => {
  test("is whole: every element that is opened is closed, in order", () => {
    const open: string[] = [];
    for (const [, close, name = "", alone] of page.matchAll(/<(\/?)([a-z1-6]+)[^>]*?(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else if (!alone && name !== "meta") open.push(name);
    }
    expect(open).toEqual([]);
  });

  test("needs no script and no other file", () => {
    expect(page).not.toMatch(/<script|<link|<img|\ssrc=|url\(|@import|https?:/i);
    expect(page).toContain("default-src 'none'");
  });

  test("is as light or dark as its reader likes it", () => {
    expect(page).toContain("@media (prefers-color-scheme: dark)");
  });

  test("says that it was a rehearsal, not AWS", () => {
    expect(page).toContain("A rehearsal on one machine, not AWS.");
  });

  test("has a heading for each release, and a caption for each table", () => {
    expect(all(/<h1>(.*?)<\/h1>/g)).toEqual(["Rehearsal of ecs-blue-green"]);
    expect(all(/<h2 [^>]*>(.*?)<\/h2>/g)).toEqual(["Release 1: Say hello", "Release 2: Say hello"]);
    expect(all(/(<table>)/g)).toHaveLength(all(/(<table>\n<caption>[^<]+<\/caption>)/g).length);
    expect(all(/<caption>(.*?)<\/caption>/g)).toEqual([
      "Releases",
      ...["Shift of users, step by step", "Stages", "Lifecycle events"],
      ...["Shift of users, step by step", "Stages", "Lifecycle events", "Alarms that changed"],
    ]);
  });

  test("has each id once, and refers to none that is not there", () => {
    const ids = all(/ id="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const named = all(/(?:aria-labelledby|href)="#?([^"]*)"/g).flatMap((names) => names?.split(" "));
    expect(named.filter((name) => !ids.includes(name))).toEqual([]);
  });

  test("escapes whatever anybody called anything", () => {
    const text = pageOf(HOSTILE);
    expect(text).not.toContain("<script");
    expect(text).not.toContain(`alert("x")`);
    expect(
      text.match(/&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt;&#39; onload=/g)?.length,
    ).toBeGreaterThan(8);
    const tags = (markup: string) => new Set(all(/<\/?([a-z1-6]+)/g, markup));
    expect([...tags(text)].filter((tag) => !tags(page).has(tag))).toEqual([]);
  });
});

describe("the chart", () => {
  test("is told in words too", () => {
    expect(all(/(<svg [^>]*role="img"[^>]*aria-labelledby="[^"]+ [^"]+")/g)).toHaveLength(2);
    expect(all(/<title id="[^"]+">(.*?)<\/title>/g)).toHaveLength(2);
    expect(all(/<desc [^>]*>(.*?)<\/desc>/g)).toEqual([
      "Step by step: 10 % promised, 10.5 % observed; 50 % promised, 49.5 % observed; 100 % promised, 100 % observed. 0 requests failed.",
      "Step by step: 10 % promised, 10 % observed; 40 % promised, 42.1 % observed. 25 requests failed.",
    ]);
  });

  test("draws what was promised and what was observed, from the first stretch to the last", () => {
    const [promised = []] = points("promised");
    const [observed = []] = points("observed");
    expect(promised.map(([x]) => x)).toEqual(observed.map(([x]) => x));
    expect([promised[0], promised.at(-1)]).toEqual([
      [48, 178],
      [704, 16],
    ]);
    expect(observed[4]).toEqual([promised[4]?.[0], 106.9]);
  });

  test("draws the most that failed at the top", () => {
    const [none = [], some = []] = points("failed");
    expect(new Set(none.map(([, y]) => y))).toEqual(new Set([316]));
    expect(Math.min(...some.map(([, y = 0]) => y))).toBe(236);
  });

  test("is left out where there was no traffic, as are empty tables", () => {
    const text = pageOf([{ ...OPENED, stages: [] } as ReleaseEvent, started("one", 1)]);
    expect(text).not.toContain("<svg");
    expect(all(/<caption>(.*?)<\/caption>/g, text)).toEqual(["Releases"]);
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import fc from "fast-check";
import { UserError } from "../../../config/user-error";
import type { TrafficSample } from "../../../deployment-view/traffic";
import { buildReport, reportJsonSchema, reportSchema, writeHtml, writeJson } from "../../../rehearsal/report";
import { anyEvent } from "../../deployment-view/any-event";
import { at, OPENED, play, STORY, started } from "../../deployment-view/story";

const published = JSON.parse(
  readFileSync(join(__dirname, "../../../docs/rehearsal-report.schema.json"), "utf8"),
);
// Moments are held by a pattern too: their format needs another package.
const isReport = new Ajv({ strict: true, validateFormats: false }).compile(published);

const COUNTED: TrafficSample = {
  from: at(300),
  at: at(460),
  requests: 331,
  failed: 26,
  p50Ms: 3.5,
  p99Ms: 21,
  byVersion: {
    old: { requests: 266, failed: 0 },
    new: { requests: 60, failed: 21 },
    none: { requests: 5, failed: 5 },
  },
};
const report = buildReport(play(STORY), { requests: new Map([["second", COUNTED]]) });
const [first, second] = report.releases;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();

describe("docs/rehearsal-report.schema.json", () => {
  test("is what the code says: node bin/run-script.mjs schemas renews it", () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())));
  });

  test("holds for a report as it is written", () => {
    expect(isReport(JSON.parse(JSON.stringify(report)))).toBe(true);
    expect(isReport.errors).toBeNull();
  });

  test.each<[string, object]>([
    ["what it does not know", { more: 1 }],
    ["another version", { version: 2 }],
    ["a moment that is none", { startedAt: "yesterday" }],
    ["a status that AWS has not", { releases: [{ ...first, status: "Done" }] }],
  ])("does not hold for %s", (_, change) => {
    expect(isReport({ ...JSON.parse(JSON.stringify(report)), ...change })).toBe(false);
  });

  test("holds for whatever happens", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const any = JSON.parse(
          JSON.stringify(buildReport(play([OPENED, ...events]), { requests: new Map([["a", COUNTED]]) })),
        );
        expect([isReport(any), isReport.errors]).toEqual([true, null]);
        expect(reportSchema.parse(any)).toEqual(any);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a report", () => {
  test("says what was rehearsed, and when, in AWS time", () => {
    expect(report).toMatchObject({
      version: 1,
      kind: "rehearsal",
      system: "ecs-blue-green",
      engine: "codedeploy",
      speed: 60,
      runtime: "nginx: found on the PATH",
      startedAt: "2026-01-05T09:00:00.000Z",
      endedAt: iso(460),
    });
  });

  test("tells of a release that succeeded", () => {
    expect(first).toMatchObject({
      id: "first",
      commit: "0123456789abcdef0123456789abcdef01234567",
      status: "Succeeded",
      startedAt: iso(10),
      endedAt: iso(270),
      deployment: { id: "d-ABCDEF123", status: "Succeeded" },
      rollback: null,
      alarms: [],
      faults: [],
    });
    expect(first?.stages).toEqual([
      { name: "Source", status: "Succeeded", startedAt: iso(10), endedAt: iso(14) },
      { name: "Build", status: "Succeeded", startedAt: iso(14), endedAt: iso(40) },
      { name: "Deploy", status: "Succeeded", startedAt: iso(40), endedAt: iso(270) },
    ]);
    expect(first?.events[1]).toEqual({
      name: "Install",
      status: "Succeeded",
      startedAt: iso(40),
      endedAt: iso(55),
    });
    expect(first?.shift).toEqual([
      { at: iso(70), due: expect.any(String), promised: 10, observed: 10.5, requests: 200, failed: 0 },
      { at: iso(130), due: expect.any(String), promised: 50, observed: 49.5, requests: 200, failed: 0 },
      { at: iso(190), due: expect.any(String), promised: 100, observed: 100, requests: 50, failed: 0 },
    ]);
    expect(first?.samples.map(({ promised, observed }) => [promised, observed])).toEqual([
      [10, 10],
      [10, 11],
      [50, 49.5],
      [100, 100],
    ]);
  });

  test("tells why a release was rolled back", () => {
    expect(second).toMatchObject({
      status: "Failed",
      reason: "The deployment was stopped.",
      deployment: { status: "Stopped" },
      rollback: {
        reason: "The alarm bluegreen-green-errors is in ALARM.",
        deployment: "d-ROLLBACK1",
        at: iso(450),
      },
      faults: ["5xx from 40 %"],
    });
    expect(second?.alarms).toEqual([
      expect.objectContaining({ name: "bluegreen-green-errors", state: "ALARM", at: iso(450) }),
    ]);
  });

  test("counts requests as the ledger does, and none where nobody counted", () => {
    expect(second?.requests).toEqual({
      total: 331,
      failed: 26,
      p50Ms: 3.5,
      p99Ms: 21,
      byVersion: COUNTED.byVersion,
    });
    expect(first?.requests).toBeNull();
  });

  test("has no latency where nothing was asked for", () => {
    const nothing = {
      ...COUNTED,
      requests: 0,
      failed: 0,
      p50Ms: Number.NaN,
      p99Ms: Number.NaN,
      byVersion: {},
    };
    const [release] = buildReport(play([OPENED, started("one", 1)]), {
      requests: new Map([["one", nothing]]),
    }).releases;
    expect(release?.requests).toEqual({ total: 0, failed: 0, p50Ms: null, p99Ms: null, byVersion: {} });
    expect(release).toMatchObject({ deployment: null, events: [], shift: [], samples: [] });
  });
});

describe("a written report", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "report-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("is the report, as JSON and as a page, and nothing is left beside it", async () => {
    const file = join(folder, "new/report");
    await Promise.all([writeJson(`${file}.json`, report), writeHtml(`${file}.html`, report)]);
    expect(JSON.parse(readFileSync(`${file}.json`, "utf8"))).toEqual(JSON.parse(JSON.stringify(report)));
    expect(readFileSync(`${file}.html`, "utf8")).toContain("<h1>Rehearsal of ecs-blue-green</h1>");
    expect(readdirSync(join(folder, "new")).sort()).toEqual(["report.html", "report.json"]);
  });

  test("takes the place of an older one", async () => {
    const file = join(folder, "report.json");
    writeFileSync(file, "old");
    await writeJson(file, report);
    expect(JSON.parse(readFileSync(file, "utf8")).version).toBe(1);
  });

  test("fails when its place is no file, says so, and leaves nothing behind", async () => {
    await expect(writeHtml(folder, report)).rejects.toThrow(UserError);
    await expect(writeHtml(folder, report)).rejects.toThrow(`The report cannot be written to "${folder}": `);
    expect(
      readdirSync(join(folder, "..")).filter((name) => join(folder, "..", name).startsWith(`${folder}.`)),
    ).toEqual([]);
  });
});

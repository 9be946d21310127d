import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReleaseEventBody } from "../../deployment-view/events";
import { createStore } from "../../deployment-view/store";
import { EventLog, replay } from "../../rehearsal/event-log";
import { VirtualClock } from "./virtual-clock";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "events-"));
  file = join(folder, "events.ndjson");
});
afterEach(() => rmSync(folder, { recursive: true }));

const STORY: readonly ReleaseEventBody[] = [
  {
    type: "opened",
    system: "shop",
    engine: "codedeploy",
    speed: 60,
    urls: {},
    stages: ["Source"],
    alarms: [],
  },
  { type: "execution-started", release: "r1", commit: "c1", message: "Größe\n\u2028", trigger: "push" },
  { type: "stage", release: "r1", stage: "Source", status: "InProgress" },
  { type: "stage", release: "r1", stage: "Source", status: "Succeeded" },
  { type: "execution-ended", release: "r1", status: "Succeeded" },
];

/** Tells the story, a second of AWS for each event. */
async function tell(story = STORY) {
  const store = createStore();
  const clock = new VirtualClock();
  const log = new EventLog(file, store, clock);
  for (const event of story) {
    log.tell(event);
    await clock.pass(1000);
  }
  return { store, clock, log };
}

function replayed() {
  const store = createStore();
  replay(file, store);
  return store.view;
}

test("what was told can be told again, at the times at which it was", async () => {
  const { store } = await tell();
  expect(store.view.releases).toMatchObject([{ status: "Succeeded", message: "Größe\n\u2028" }]);
  expect(replayed()).toEqual(store.view);
});

test("a log that was cut off anywhere tells all that is whole", async () => {
  await tell();
  const whole = readFileSync(file);
  const lines = whole.toString().trimEnd().split("\n");
  expect(lines).toHaveLength(STORY.length);
  for (let cut = 0; cut <= whole.length; cut += 7) {
    writeFileSync(file, whole.subarray(0, cut));
    const seen: string[] = [];
    const store = createStore();
    store.subscribe(({ type }) => seen.push(type));
    replay(file, store);
    const complete = whole
      .subarray(0, cut)
      .toString()
      .split("\n")
      .filter((line) => lines.includes(line)).length;
    expect(seen).toEqual(STORY.slice(0, complete).map(({ type }) => type));
  }
});

test("no log is a story without events", () => {
  expect(replayed()).toEqual(createStore().view);
});

test("what builds and tasks print is shown, and not kept", async () => {
  const { store } = await tell([...STORY, { type: "log", source: "build", text: "TOKEN=secret" }]);
  expect(store.view.log).toMatchObject([{ source: "build", text: "TOKEN=secret" }]);
  expect(readFileSync(file, "utf8")).not.toContain("secret");
});

test("a log that was closed tells nothing more", async () => {
  const { store, log } = await tell(STORY.slice(0, 2));
  log.close();
  log.tell({ type: "execution-ended", release: "r1", status: "Failed" });
  expect(store.view.releases).toMatchObject([{ status: "InProgress" }]);
  expect(replayed()).toEqual(store.view);
});

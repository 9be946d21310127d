import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Journal, type RehearsalState } from "../../../rehearsal/deployment/journal";
import { taskSetState } from "./stage";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
  file = join(folder, "made", "state.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const STATE: RehearsalState = { started: 1, serving: taskSetState(), executions: [], done: false };

describe("a journal", () => {
  test("begins with nothing, and keeps nothing before it was begun", () => {
    const journal = new Journal(file);
    expect(journal.state).toBeUndefined();
    journal.update({ done: true });
    expect(journal.state).toBeUndefined();
    expect(existsSync(file)).toBe(false);
  });

  test("gives the next rehearsal the last state of this one", () => {
    const journal = new Journal(file);
    journal.write(STATE);
    journal.update({ started: 2 });
    journal.update({ done: true });
    expect(new Journal(file).state).toEqual({ ...STATE, started: 2, done: true });
  });

  test("forgets what is set to nothing", () => {
    const journal = new Journal(file);
    const deployment = {
      id: "d-1",
      release: "1",
      replacement: taskSetState(),
      hooks: {},
      step: "Install",
      promised: 0,
    };
    journal.write({ ...STATE, deployment });
    expect(new Journal(file).state?.deployment).toEqual(deployment);
    journal.update({ deployment: undefined });
    expect(new Journal(file).state).toEqual(STATE);
  });

  test("survives a write that was cut off: the state before it stands", () => {
    const journal = new Journal(file);
    journal.write(STATE);
    const whole = readFileSync(file, "utf8");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
        writeFileSync(`${file}.part`, whole.replace('"started":1', '"started":9').slice(0, length));
        expect(new Journal(file).state).toEqual(STATE);
      }),
      { numRuns: 30 },
    );
    journal.update({ started: 3 });
    expect(new Journal(file).state).toEqual({ ...STATE, started: 3 });
  });

  test.each(["", "{", "not json"])("begins with nothing where its file holds %j", (text) => {
    new Journal(file).write(STATE);
    writeFileSync(file, text);
    expect(new Journal(file).state).toBeUndefined();
  });
});

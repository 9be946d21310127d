import { setTimeout as wait } from "node:timers/promises";
import { greenPasses } from "../../../lambda/validate-green/run-checks";
import type { Check } from "../../../lambda/validate-green/settings";
import { type LocalServer, startServer } from "../green-server";

jest.mock("node:timers/promises", () => ({ setTimeout: jest.fn() }));

const plain: Check = { path: "/", status: [200], maxLatencyMs: 2000, headers: {}, json: {} };
const inAMinute = () => Date.now() + 60_000;
const pauses = () => jest.mocked(wait).mock.calls.map(([ms]) => Math.round(ms ?? 0));

let green: LocalServer;

beforeEach(() => {
  jest.spyOn(console, "log").mockImplementation();
  jest.spyOn(Math, "random").mockReturnValue(1);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await green.close();
});

/** Answers with the given statuses in turn, the last one for ever. */
async function settingsFor(statuses: number[], retries: number, checks = [plain]) {
  green = await startServer((_, response) => {
    response.writeHead(statuses[Math.min(green.requests.length, statuses.length) - 1] ?? 200).end();
  });
  return { checks, retries, target: new URL(green.url) };
}

describe("greenPasses", () => {
  test("can pass at a later attempt", async () => {
    expect(await greenPasses(await settingsFor([503, 503, 200], 2), inAMinute())).toBe(true);
    expect(green.requests).toHaveLength(3);
  });

  test("fails when the attempts are used up", async () => {
    expect(await greenPasses(await settingsFor([503, 503, 200], 1), inAMinute())).toBe(false);
    expect(green.requests).toHaveLength(2);
  });

  test("fails when one of several checks fails, and still runs the others", async () => {
    const checks = [{ ...plain, status: [404] }, plain, plain];

    expect(await greenPasses(await settingsFor([200], 0, checks), inAMinute())).toBe(false);
    expect(green.requests).toHaveLength(3);
  });

  test("passes when nothing is asked", async () => {
    expect(await greenPasses(await settingsFor([500], 0, []), inAMinute())).toBe(true);
  });

  test("waits twice as long each time, up to five seconds", async () => {
    await greenPasses(await settingsFor([503], 6), inAMinute());

    expect(pauses()).toEqual([200, 400, 800, 1600, 3200, 5000]);
  });

  test("waits by chance, so that checks do not come back together", async () => {
    jest.spyOn(Math, "random").mockReturnValue(0.5);
    await greenPasses(await settingsFor([503], 2), inAMinute());

    expect(pauses()).toEqual([100, 200]);
  });

  test("never waits past the deadline", async () => {
    jest.spyOn(Date, "now").mockReturnValue(1_000);
    await greenPasses(await settingsFor([503], 1), 1_150);

    expect(pauses()).toEqual([150]);
  });

  test("fails when no time is left, without asking", async () => {
    expect(await greenPasses(await settingsFor([200], 5), Date.now())).toBe(false);
    expect(green.requests).toHaveLength(0);
    expect(console.log).toHaveBeenCalledTimes(1);
    expect(console.log).toHaveBeenCalledWith(expect.stringContaining("the function has no time left"));
  });

  test("logs each attempt in one line", async () => {
    await greenPasses(await settingsFor([503, 200], 1), inAMinute());
    const lines = jest.mocked(console.log).mock.calls.map(([line]) => JSON.parse(line));

    expect(lines).toEqual([
      {
        check: "/",
        attempt: 1,
        result: "fail",
        status: 503,
        latencyMs: expect.any(Number),
        reason: "status is 503, allowed: 200",
      },
      { check: "/", attempt: 2, result: "pass", status: 200, latencyMs: expect.any(Number) },
    ]);
  });
});

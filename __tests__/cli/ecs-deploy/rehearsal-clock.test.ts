import { rehearsalClock } from "../../../cli/ecs-deploy/rehearsal-clock";
import { SpedUpClock } from "../../../rehearsal/clock";
import { CLOCK_VARIABLE, readClock } from "../../../rehearsal/shared-clock";

const { signal } = new AbortController();
const START = Date.UTC(2030, 0, 1);
const MINUTE_MS = 60_000;

function clocks(speed: number) {
  const rehearsals = new SpedUpClock(speed, START);
  const env = { [CLOCK_VARIABLE]: JSON.stringify(readClock(rehearsals)) };
  const own = rehearsalClock(env);
  if (!own) throw new Error("there is no clock");
  return { rehearsals, own };
}

test("is there in a rehearsal alone", () => {
  expect(rehearsalClock({})).toBeUndefined();
});

test("goes on with the rehearsal's clock, in whole milliseconds", async () => {
  const { rehearsals, own } = clocks(60);
  const [before, now] = [rehearsals.now(), own.now()];
  // The machine may do something else between two looks: a second of its own is a minute here.
  expect(Math.abs(now - before)).toBeLessThan(MINUTE_MS);
  expect(Number.isInteger(now)).toBe(true);
});

test("waits for as long as AWS would", async () => {
  const { own } = clocks(600);
  const began = own.now();
  await own.wait(MINUTE_MS, signal);
  expect(own.now() - began).toBeGreaterThanOrEqual(MINUTE_MS - 1);
});

test("leaves AWS alone for some time of this machine's, however fast the clock", async () => {
  const { own } = clocks(600);
  const began = own.now();
  await own.wait(1, signal);
  expect(own.now() - began).toBeGreaterThanOrEqual(50 * 600 - 1);
});

test("stops waiting where the command is ended", async () => {
  const { own } = clocks(1);
  const began = own.now();
  await own.wait(MINUTE_MS, AbortSignal.abort());
  expect(own.now() - began).toBeLessThan(MINUTE_MS);
});

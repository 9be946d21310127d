import { WarmUp } from "../../../rehearsal/users/warm-up";

const TICK_MS = 100;

/** After how many milliseconds a stream of so many requests a second has warmed up, with so many unanswered at a moment. */
async function warmUpMs(perSecond: number, inFlight: (elapsed: number) => number): Promise<number> {
  const warmUp = new WarmUp(perSecond, 5000);
  let hasEnded = false;
  void warmUp.ended.then(() => {
    hasEnded = true;
  });
  for (let elapsed = TICK_MS; elapsed <= 60_000; elapsed += TICK_MS) {
    warmUp.observe(5000 + elapsed, inFlight(elapsed));
    await Promise.resolve();
    if (hasEnded) return elapsed;
  }
  return Number.POSITIVE_INFINITY;
}

describe("users have begun", () => {
  test.each<[string, number, (elapsed: number) => number, number]>([
    ["after the ramp and as long in step", 1000, () => 5, 2000],
    ["sooner where they are fewer", 200, () => 5, 400],
    ["only once they have been in step without a break", 1000, (elapsed) => (elapsed < 3000 ? 400 : 5), 3900],
    ["whatever was unanswered while they grew in number", 1000, (elapsed) => (elapsed < 900 ? 400 : 5), 2000],
    ["all the same where the application is slow", 1000, () => 5000, 8000],
    ["with one request on its way, however few they are", 1, () => 1, 100],
  ])("%s", async (_, perSecond, inFlight, expected) => {
    expect(await warmUpMs(perSecond, inFlight)).toBe(expected);
  });
});

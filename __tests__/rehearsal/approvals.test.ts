import { type ApprovalPolicy, Approvals, type Question } from "../../rehearsal/approvals";
import { VirtualClock } from "./virtual-clock";

const MINUTE_MS = 60_000;
const never = new AbortController().signal;

function approvals(policy: ApprovalPolicy, clock = new VirtualClock()): Approvals {
  return new Approvals(policy, (milliseconds, signal) => clock.after(milliseconds, signal));
}

describe("what waits for a person", () => {
  test("can be approved at once", async () => {
    expect(await approvals("auto").ask("approval", "r1", never)).toBe(true);
    expect(await approvals("auto").ask("reroute", "r1", never)).toBe(true);
  });

  test("can be approved after so many minutes of AWS", async () => {
    const clock = new VirtualClock(0);
    const asked = approvals({ afterMinutes: 5 }, clock).ask("reroute", "r1", never);
    expect(await clock.play(asked)).toBe(true);
    expect(clock.now()).toBe(5 * MINUTE_MS);
  });

  test("is not answered where it ends before those minutes", async () => {
    const clock = new VirtualClock(0);
    const ends = new AbortController();
    const asked = approvals({ afterMinutes: 5 }, clock).ask("reroute", "r1", ends.signal);
    await clock.pass(MINUTE_MS);
    ends.abort();
    expect(await asked).toBeUndefined();
  });

  test("an approval that nobody ever gives is refused, and rerouting is left to its own time-out", async () => {
    const nobody = approvals("never");
    expect(await nobody.ask("approval", "r1", never)).toBe(false);
    const ends = new AbortController();
    const asked = nobody.ask("reroute", "r1", ends.signal);
    ends.abort();
    expect(await asked).toBeUndefined();
  });
});

describe("a question", () => {
  /** Asks, and keeps what a person is shown. */
  function ask(what: Question["what"], release: string, ends = new AbortController()) {
    const asking = approvals("ask");
    const shown: { question: Question; signal: AbortSignal }[] = [];
    asking.onAsk((question, signal) => shown.push({ question, signal }));
    return { asking, shown, ends, answer: asking.ask(what, release, ends.signal) };
  }

  test.each([true, false])("can be answered with %s by whoever was shown it", async (approved) => {
    const { answer, shown } = ask("approval", "r1");
    expect(shown).toMatchObject([{ question: { release: "r1", what: "approval" } }]);
    expect(shown[0]?.signal.aborted).toBe(false);
    shown[0]?.question.answer(approved);
    expect(await answer).toBe(approved);
  });

  test("is taken from all others once somebody has answered it", async () => {
    const { asking, answer, shown } = ask("reroute", "r1");
    expect(asking.answer("r1", true)).toBe(true);
    expect(await answer).toBe(true);
    expect(shown[0]?.signal.aborted).toBe(true);
    shown[0]?.question.answer(false);
    expect(asking.answer("r1", true)).toBe(false);
  });

  test("is one release's: an answer for another does nothing", async () => {
    const { asking, answer } = ask("approval", "r1");
    const other = asking.ask("approval", "r2", never);
    expect(asking.answer("r3", true)).toBe(false);
    expect(asking.answer("r2", false)).toBe(true);
    expect(await other).toBe(false);
    expect(asking.answer("r1", true)).toBe(true);
    expect(await answer).toBe(true);
  });

  test("is taken back when what waits for it ends", async () => {
    const { asking, answer, ends, shown } = ask("approval", "r1");
    ends.abort();
    expect(await answer).toBeUndefined();
    expect(shown[0]?.signal.aborted).toBe(true);
    expect(asking.answer("r1", true)).toBe(false);
  });
});

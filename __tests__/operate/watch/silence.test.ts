import { CallError } from "../../../aws/failure";
import { createStore } from "../../../deployment-view/store";
import type { Look } from "../../../operate/watch/look";
import { watch } from "../../../operate/watch/watch";
import { look, START } from "./states";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const unreachable = new CallError("nothing came", "unreachable", "ecs:DescribeServices", "NoAnswer");

/** Watches an AWS that ends each look after some seconds, with an answer or with an error; the last takes for ever. */
function watching(...looks: readonly (readonly [seconds: number, error?: Error])[]) {
  const store = createStore();
  const end = new AbortController();
  const left = [...looks];
  const later = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
  const done = watch({
    store,
    signal: end.signal,
    calls: { renew: async () => undefined },
    clock: { now: () => START, wait: (milliseconds) => later(milliseconds / 1000) },
    look: async (): Promise<Look> => {
      const [seconds, error] = left.shift() ?? [Number.MAX_SAFE_INTEGER / 1000 ** 3];
      await later(seconds);
      if (error) throw error;
      return look(0, {});
    },
  });
  return {
    /** What was said until some seconds have passed. */
    async after(seconds: number) {
      await jest.advanceTimersByTimeAsync(seconds * 1000);
      return store.view.log.map(({ text }) => text);
    },
    async close() {
      end.abort();
      await jest.runOnlyPendingTimersAsync();
      await done;
    },
  };
}

describe("a watch that AWS does not answer", () => {
  test("says how old is what is shown, again as that has doubled, and when it is over", async () => {
    // A look that is answered at once, five seconds' pause, and one that takes its time.
    const watched = watching([0], [70], [0]);
    expect(await watched.after(19)).toEqual([]);
    const first = "last answer 20 s ago: what is shown is as old";
    expect(await watched.after(2)).toEqual([first]);
    const said = [first, "last answer 35 s ago: what is shown is as old"];
    expect(await watched.after(15)).toEqual(said);
    expect(await watched.after(30)).toEqual([...said, "last answer 1:05 ago: what is shown is as old"]);
    expect((await watched.after(30)).at(-1)).toBe("AWS answers again");
    await watched.close();
  });

  test("says it beside what the calls end with", async () => {
    const watched = watching([0], [30, unreachable], [30, unreachable], [1]);
    const said = await watched.after(90);
    expect(said).toEqual([
      "last answer 20 s ago: what is shown is as old",
      expect.stringMatching(/^AWS cannot be reached for ecs:DescribeServices, and is asked again/),
      expect.stringMatching(/^last answer 3\d s ago/),
      expect.stringMatching(/^last answer 1:0\d ago/),
      "AWS answers again",
    ]);
    await watched.close();
  });

  test("says nothing while it is answered, however long it pauses", async () => {
    const watched = watching([1], [14], [14], [1]);
    expect(await watched.after(45)).toEqual([]);
    await watched.close();
  });

  test("leaves no timer behind", async () => {
    const watched = watching([0], [0]);
    await watched.after(1);
    await watched.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});

import { CallError, Interrupted, type Refusal } from "../../../aws/failure";
import { createStore } from "../../../deployment-view/store";
import type { Look } from "../../../operate/watch/look";
import { watch } from "../../../operate/watch/watch";
import { execution, look, START } from "./states";

const quiet = look(0, {});
const releasing = look(0, { executions: [execution({ Source: "InProgress" })] });

const refused = (refusal: Refusal) => new CallError("as AWS says", refusal, "ecs:DescribeServices", "Code");

/** Watches what AWS answers, one thing after the other, and then interrupts. */
async function watched(...answers: readonly (Look | Error)[]) {
  const store = createStore();
  const end = new AbortController();
  const pauses: number[] = [];
  const renew = jest.fn(async () => undefined);
  const left = [...answers];
  await watch({
    store,
    signal: end.signal,
    calls: { renew },
    clock: {
      now: () => START,
      wait: async (milliseconds) => {
        pauses.push(milliseconds);
        if (left.length === 0) end.abort();
      },
    },
    look: async () => {
      const answer = left.shift();
      if (answer instanceof Error || !answer) throw answer;
      return answer;
    },
  });
  return { view: store.view, said: store.view.log.map(({ text }) => text), pauses, renew };
}

test("AWS is asked more often while something is released", async () => {
  const { pauses, view } = await watched(quiet, releasing, quiet);
  expect(pauses).toEqual([5000, 2000, 2000]);
  expect(view.releases).toHaveLength(1);
});

test("throttling slows down, more and more, and no more than to a minute; and is over some time", async () => {
  const throttled = Array.from({ length: 6 }, () => refused("throttled"));
  const { pauses, said } = await watched(...throttled, quiet, quiet, quiet, quiet, quiet);
  expect(pauses.map((milliseconds) => milliseconds / 1000)).toEqual([
    10, 20, 40, 60, 60, 60, 40, 20, 10, 5, 5,
  ]);
  expect(said).toEqual([
    "AWS throttles ecs:DescribeServices: it is asked less often for a while",
    "AWS answers again",
  ]);
});

test("lost credentials are said once, looked for anew each time, and the watch goes on when they are there", async () => {
  const { renew, said, view } = await watched(
    quiet,
    refused("credentials"),
    refused("credentials"),
    releasing,
  );
  expect(renew).toHaveBeenCalledTimes(2);
  expect(said).toEqual([
    "AWS does not take the credentials any more: renew them, such as by aws sso login, and the watch goes on",
    "AWS answers again",
  ]);
  expect(view.releases).toHaveLength(1);
});

test.each<[Refusal, string]>([
  ["unreachable", "AWS cannot be reached for ecs:DescribeServices, and is asked again: as AWS says"],
  ["other", "AWS is asked again: as AWS says"],
])("what is %s is asked again", async (refusal, words) => {
  const { said } = await watched(quiet, refused(refusal), refused(refusal), quiet);
  expect(said).toEqual([words, "AWS answers again"]);
});

test("another trouble is said, too", async () => {
  const { said } = await watched(quiet, refused("unreachable"), refused("credentials"), quiet);
  expect(said).toHaveLength(3);
});

test.each<[string, Error]>([
  ["a permission that is missing", refused("denied")],
  ["a fault of its own", new Error("a bug")],
])("%s ends it", async (_, error) => {
  await expect(watched(quiet, error)).rejects.toBe(error);
});

test("what fails before AWS has answered once is told as it is", async () => {
  const error = refused("credentials");
  await expect(watched(error)).rejects.toBe(error);
});

test("who interrupts a call ends it well", async () => {
  const { pauses } = await watched(quiet, new Interrupted());
  expect(pauses).toHaveLength(1);
});

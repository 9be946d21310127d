import { createStore } from "../../../deployment-view/store";
import { CurrentView } from "../../../operate/watch/current-view";
import { at } from "./states";

/** A store that was told something at the beginning, and a clock. */
function watched(now: number) {
  const store = createStore();
  store.apply({ type: "log", source: "aws", text: "hello", at: at(0) });
  const clock = { now: () => now };
  return { store, current: new CurrentView(store, clock) };
}

test("the view is of this moment, though nothing has happened since", () => {
  expect(watched(at(30)).current.view.at).toBe(at(30));
});

test("where AWS's clock is ahead, it counts", () => {
  expect(watched(at(-30)).current.view.at).toBe(at(0));
});

test("whoever draws it is called after each change and every second, until they have enough", () => {
  jest.useFakeTimers();
  const { store, current } = watched(at(0));
  const draw = jest.fn();
  const end = current.subscribe(draw);
  store.apply({ type: "log", source: "aws", text: "again", at: at(1) });
  jest.advanceTimersByTime(3000);
  expect(draw).toHaveBeenCalledTimes(4);
  end();
  jest.advanceTimersByTime(3000);
  store.apply({ type: "log", source: "aws", text: "and again", at: at(2) });
  expect(draw).toHaveBeenCalledTimes(4);
  jest.useRealTimers();
});

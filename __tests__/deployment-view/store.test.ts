import { initialView } from "../../deployment-view/reduce";
import { createStore } from "../../deployment-view/store";
import { OPENED, play, STORY, started } from "./story";

describe("a store", () => {
  test("begins with nothing, and holds what happened", () => {
    const store = createStore();
    expect(store.view).toBe(initialView);
    for (const event of STORY) store.apply(event);
    expect(store.view).toEqual(play(STORY));
  });

  test("tells each listener of each event, with the view after it", () => {
    const store = createStore();
    const told: unknown[] = [];
    store.subscribe((event, view) => told.push([event.type, view.system, store.view === view]));
    store.apply(OPENED);
    expect(told).toEqual([["opened", "ecs-blue-green", true]]);
  });

  test("tells a listener nothing more once it has left, even while it is told", () => {
    const store = createStore();
    const first = jest.fn(() => leave());
    const second = jest.fn();
    const leave = store.subscribe(first);
    store.subscribe(second);
    store.apply(OPENED);
    store.apply(started("one", 1));
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).toHaveBeenCalledTimes(2);
  });
});

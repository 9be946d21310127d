import type { ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { streamViews } from "../../dashboard/event-stream";
import { servePage } from "../../dashboard/server";
import type { DeploymentView } from "../../deployment-view/view";
import { ask, events } from "./http";
import { PlainStore } from "./plain-store";
import { viewAt } from "./story";

const view = (at: number): DeploymentView => ({ ...viewAt(-1), at });

describe("a browser that listens", () => {
  test("is told the view at once, then each that it can follow, and the last one always", async () => {
    const store = new PlainStore(view(0));
    const page = await servePage({ store });
    const told: number[] = [];
    let busy: NodeJS.Timeout | undefined;
    const began = performance.now();
    for await (const { event, data } of events(`${page.url}events`)) {
      if (event !== "view") continue;
      told.push(JSON.parse(data ?? "").at);
      // A change each millisecond or so, a hundred times.
      busy ??= setInterval(() => store.view.at < 100 && store.show(view(store.view.at + 1)), 1);
      if (told.at(-1) === 100) break;
    }
    clearInterval(busy);

    expect(told[0]).toBe(0);
    expect(told.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 200);
    await page.close();
  });

  test("is told the last view though the server closes at once", async () => {
    const store = new PlainStore(view(0));
    const page = await servePage({ store });
    const told: number[] = [];
    let closing: Promise<void> | undefined;
    for await (const { event, data } of events(`${page.url}events`)) {
      if (event !== "view") continue;
      told.push(JSON.parse(data ?? "").at);
      if (closing) continue;
      store.show(view(7));
      closing = page.close();
    }
    await closing;
    expect(told).toEqual([0, 7]);
  });

  test("is told which page can draw the view", async () => {
    const store = new PlainStore(viewAt(0));
    const page = await servePage({ store });
    const served = async () => /data-edition="([^"]+)"/.exec((await ask(page.url)).body)?.[1];
    const seen: (string | undefined)[] = [];
    for await (const { id } of events(`${page.url}events`)) {
      if (!id) continue;
      seen.push(id);
      expect(id).toBe(await served());
      if (seen.length === 2) break;
      // Another frame needs another policy, and so another page.
      store.show(viewAt(0, { urls: { production: "http://127.0.0.1:8080/" } }));
    }

    expect(new Set(seen).size).toBe(2);
    await page.close();
  });

  test("costs nothing once it is gone", async () => {
    const store = new PlainStore(view(0));
    const page = await servePage({ store });
    for await (const _ of events(`${page.url}events`)) break;
    while (store.audience > 0) await new Promise(setImmediate);

    await page.close();
  });
});

describe("a stream of views", () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ["nextTick"] }));
  afterEach(() => jest.useRealTimers());

  /** @param fits bytes that the way to the browser holds */
  function stream(store: PlainStore, fits = 1024 * 1024) {
    const response = Object.assign(new PassThrough({ highWaterMark: fits }), { setHeader: jest.fn() });
    streamViews(response as unknown as ServerResponse, store, () => "edition");
    const read = () => String(response.read() ?? "");
    return { response, read, views: () => read().match(/"at":\d+/g) ?? [] };
  }

  test("begins with how long to wait before asking again", () => {
    expect(stream(new PlainStore(view(0))).read()).toMatch(
      /^retry: 1000\n\nevent: view\nid: edition\ndata: \{/,
    );
  });

  test("makes one of all that changes between two views", () => {
    const store = new PlainStore(view(0));
    const { views } = stream(store);
    expect(views()).toEqual(['"at":0']);
    for (const at of [1, 2, 3]) store.show(view(at));
    expect(views()).toEqual([]);

    jest.advanceTimersByTime(200);
    expect(views()).toEqual(['"at":3']);
    jest.advanceTimersByTime(1000);
    expect(views()).toEqual([]);
  });

  test("waits for a browser that reads slowly", () => {
    const store = new PlainStore(view(0));
    const { views } = stream(store, 100);
    store.show(view(1));
    jest.advanceTimersByTime(1000);
    store.show(view(2));

    expect(views()).toEqual(['"at":0', '"at":2']);
  });

  test("shows that it lives while nothing changes", () => {
    const { read } = stream(new PlainStore(view(0)));
    read();
    jest.advanceTimersByTime(15_000);

    expect(read()).toBe(":\n\n");
  });

  test("leaves no timer behind", () => {
    const store = new PlainStore(view(0));
    const { response } = stream(store);
    store.show(view(1));
    response.emit("close");

    expect(jest.getTimerCount()).toBe(0);
    expect(store.audience).toBe(0);
  });
});

import { once } from "node:events";
import { connect } from "node:net";
import { UserError } from "../../config/user-error";
import type { OnAction } from "../../dashboard/actions";
import { type Page, servePage } from "../../dashboard/server";
import { createStore } from "../../deployment-view/store";
import { ask } from "./http";
import { PlainStore } from "./plain-store";
import { MOMENTS, viewAt } from "./story";

const urls = { production: "http://127.0.0.1:8080/shop", test: "http://127.0.0.1:9090/" };
const onAction = jest.fn<ReturnType<OnAction>, Parameters<OnAction>>();

let store: PlainStore;
let page: Page;

beforeEach(async () => {
  onAction.mockReset();
  store = new PlainStore(viewAt(MOMENTS.halfway, { urls }));
  page = await servePage({ store, onAction });
});

afterEach(() => page.close());

const attribute = (html: string, name: string) => new RegExp(`data-${name}="([^"]+)"`).exec(html)?.[1] ?? "";

describe("the page", () => {
  test("comes with a script and a style of its own, and nothing inline", async () => {
    const html = (await ask(page.url)).body;

    expect([...html.matchAll(/<script[^>]*>/g)].map(String)).toEqual(['<script src="/page.js" defer>']);
    expect(html).not.toMatch(/ (style|on[a-z]+)=/);
    expect((await ask(`${page.url}page.js`)).headers["content-type"]).toContain("text/javascript");
    expect((await ask(`${page.url}page.css`)).body).toContain("prefers-color-scheme");
  });

  test("may load itself, and the application in frames, and nothing else", async () => {
    const policy = (await ask(page.url)).headers["content-security-policy"];

    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
    expect(policy).toContain("frame-src http://127.0.0.1:8080 http://127.0.0.1:9090;");
    store.show(viewAt(0));
    expect((await ask(page.url)).headers["content-security-policy"]).toContain("frame-src 'none'");
  });

  test.each(["", "page.js", "page.css", "nowhere"])("sends its headers with /%s", async (path) => {
    expect((await ask(`${page.url}${path}`)).headers).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  test.each([
    ["nowhere", { status: 404 }],
    ["constructor", { status: 404 }],
    ["/", { status: 400 }],
  ])("is not found at /%s", async (path, answer) => {
    expect(await ask(page.url, { path: `/${path}` })).toMatchObject(answer);
  });

  test("can only be read", async () => {
    expect(await ask(page.url, { method: "PUT" })).toMatchObject({ status: 405, headers: { allow: "GET" } });
  });

  test("can show a store in which nothing has happened", async () => {
    const early = await servePage({ store: createStore() });

    expect(await ask(early.url)).toMatchObject({ status: 200 });
    await early.close();
  });
});

describe("who may ask", () => {
  const portOf = () => new URL(page.url).port;

  test.each(["127.0.0.1", "localhost"])("this machine, by the name %s", async (name) => {
    expect(await ask(page.url, { headers: { host: `${name}:${portOf()}` } })).toMatchObject({ status: 200 });
  });

  test.each([
    ["a site whose name leads here", () => `evil.example:${portOf()}`],
    ["a name that only begins right", () => `127.0.0.1.evil.example:${portOf()}`],
    ["another port", () => "127.0.0.1:1"],
    ["no port", () => "127.0.0.1"],
    ["more than a host", () => `127.0.0.1:${portOf()}:x`],
  ])("not %s", async (_, host) => {
    for (const path of ["", "page.js", "events", "actions/stop"]) {
      expect(await ask(`${page.url}${path}`, { headers: { host: host() } })).toMatchObject({ status: 403 });
    }
  });
});

describe("an action", () => {
  const release = viewAt(MOMENTS.halfway).releases[0]?.id ?? "";

  /** What the page would send, but for what is told otherwise. */
  async function act(
    { action = "stop", id = release, method = "POST" },
    headers: Record<string, string | undefined> = {},
  ) {
    const own = {
      origin: new URL(page.url).origin,
      "x-page-token": attribute((await ask(page.url)).body, "token"),
    };
    const sent = Object.entries({ ...own, ...headers }).filter(([, value]) => value !== undefined);
    const url = `${page.url}actions/${action}?release=${encodeURIComponent(id)}`;
    return ask(url, { method, headers: Object.fromEntries(sent) });
  }

  test.each(["approve", "stop"])("can %s a release", async (action) => {
    expect(await act({ action })).toMatchObject({ status: 204 });
    expect(onAction.mock.calls).toEqual([[action, release]]);
  });

  test("tells why it could not be done", async () => {
    onAction.mockRejectedValue(new UserError("the release does not wait"));

    expect(await act({})).toMatchObject({ status: 409, body: "the release does not wait" });
  });

  test.each<[string, Parameters<typeof act>, number]>([
    ["another site", [{}, { origin: "http://evil.example" }], 403],
    ["another port of this machine", [{}, { origin: "http://127.0.0.1:1" }], 403],
    ["a frame without an origin", [{}, { origin: "null" }], 403],
    ["what does not say where it is from", [{}, { origin: undefined }], 403],
    ["what has no token", [{}, { "x-page-token": undefined }], 403],
    ["what has a wrong token", [{}, { "x-page-token": "x".repeat(43) }], 403],
    ["a link", [{ method: "GET" }], 405],
    ["what names no known release", [{ id: "other" }], 404],
    ["what names no known action", [{ action: "toString" }], 404],
  ])("is refused to %s", async (_, request, status) => {
    expect(await act(...request)).toMatchObject({ status });
    expect(onAction).not.toHaveBeenCalled();
  });

  test("is unknown to a page that only shows", async () => {
    await page.close();
    page = await servePage({ store });

    expect((await ask(page.url)).body).toContain('data-acts="false"');
    expect(await act({})).toMatchObject({ status: 404 });
  });
});

describe("the port", () => {
  test("can be chosen, and is free again after the end", async () => {
    const port = Number(new URL(page.url).port);
    await page.close();
    page = await servePage({ store, port });

    expect(page.url).toBe(`http://127.0.0.1:${port}/`);
  });

  test("fails when it is taken, and says so", async () => {
    const port = Number(new URL(page.url).port);

    const error = await servePage({ store, port }).catch((thrown) => thrown);

    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toBe(
      `the page cannot be served: port ${port} of 127.0.0.1 is taken by another program; name another one, or 0 for any that is free`,
    );
  });

  test("is left by every connection at the end", async () => {
    const { hostname, port } = new URL(page.url);
    const connection = connect(Number(port), hostname);
    await once(connection, "connect");
    connection.write(`GET /events HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
    await once(connection, "data");
    expect(store.audience).toBe(1);

    const ended = once(connection, "close");
    await page.close();
    await ended;
    expect(store.audience).toBe(0);
  });
});

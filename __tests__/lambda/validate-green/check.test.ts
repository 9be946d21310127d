import dns from "node:dns";
import type { RequestListener } from "node:http";
import { attempt } from "../../../lambda/validate-green/check";
import type { Check } from "../../../lambda/validate-green/settings";
import { type LocalServer, startServer } from "../green-server";

const plain: Check = { path: "/", status: [200], maxLatencyMs: 2000, headers: {}, json: {} };
const json =
  (value: unknown): RequestListener =>
  (_, response) =>
    response.end(JSON.stringify(value));

type Found = (error: null, addresses: dns.LookupAddress[]) => void;

let green: LocalServer | undefined;

afterEach(() => {
  jest.restoreAllMocks();
  return green?.close();
});

async function askGreen(answer: RequestListener, check: Partial<Check> = {}, timeoutMs = 2000) {
  green = await startServer(answer);
  return attempt({ ...plain, ...check }, { checks: [], retries: 0, target: new URL(green.url) }, timeoutMs);
}

describe("attempt", () => {
  test.each<[string, RequestListener, Partial<Check>]>([
    ["the status", (_, response) => response.end(), {}],
    ["one of several statuses", (_, response) => response.writeHead(204).end(), { status: [200, 204] }],
    [
      "a redirect, which is not followed",
      (_, response) => response.writeHead(302, { location: "/login" }).end(),
      { status: [302] },
    ],
    ["a text in the body", (_, response) => response.end("<h1>Green</h1>"), { bodyIncludes: "Green" }],
    [
      "a header, whatever its case",
      (_, response) => response.setHeader("X-Version", "2").end(),
      { headers: { "x-VERSION": "2" } },
    ],
    [
      "values in a JSON body",
      json({ data: { items: [{ id: 7 }], next: null } }),
      { json: { "data.items.0.id": 7, "data.next": null } },
    ],
  ])("can pass by %s", async (_, answer, check) => {
    const result = await askGreen(answer, check);

    expect(result.reason).toBeUndefined();
    expect(green?.requests).toHaveLength(1);
  });

  test.each<[string, RequestListener, Partial<Check>, string]>([
    [
      "the status is another",
      (_, response) => response.writeHead(503).end(),
      {},
      "status is 503, allowed: 200",
    ],
    [
      "a redirect is not allowed",
      (_, response) => response.writeHead(301, { location: "/" }).end(),
      {},
      "status is 301",
    ],
    [
      "a text is missing",
      (_, response) => response.end("Blue"),
      { bodyIncludes: "Green" },
      'the body lacks "Green"',
    ],
    [
      "a header is missing",
      (_, response) => response.end(),
      { headers: { "X-Version": "2" } },
      "header X-Version is missing",
    ],
    [
      "a header differs",
      (_, response) => response.setHeader("X-Version", "1").end(),
      { headers: { "X-Version": "2" } },
      "header X-Version has another value",
    ],
    [
      "the body is no JSON",
      (_, response) => response.end("<html>"),
      { json: { ok: true } },
      "the body is no JSON",
    ],
    ["a JSON value differs", json({ ok: "true" }), { json: { ok: true } }, "the value at ok is not true"],
    [
      "a JSON path leads nowhere",
      json({ data: null }),
      { json: { "data.version": "2" } },
      'the value at data.version is not "2"',
    ],
    [
      "a JSON path is absent where null is wanted",
      json({}),
      { json: { error: null } },
      "the value at error is not null",
    ],
    [
      "the body never ends in sight",
      (_, response) => response.end("x".repeat(1024 * 1024 + 1)),
      {},
      "the body is longer than",
    ],
    ["the connection breaks", (request) => request.socket.destroy(), {}, "socket hang up"],
  ])("fails when %s", async (_, answer, check, reason) => {
    expect((await askGreen(answer, check)).reason).toContain(reason);
  });

  test("names all faults of an answer", async () => {
    const { reason } = await askGreen((_, response) => response.writeHead(500).end(), {
      bodyIncludes: "Green",
    });

    expect(reason).toBe('status is 500, allowed: 200; the body lacks "Green"');
  });

  test.each<[string, RequestListener]>([
    ["no answer comes", () => {}],
    ["the body stops half-way", (_, response) => response.write("<html>")],
  ])("fails when %s in time", async (_, answer) => {
    expect((await askGreen(answer, {}, 50)).reason).toBe("no whole answer within 50 ms");
  });

  test.each([
    ["an address", ["127.0.0.1"]],
    ["any address of a load balancer", ["127.0.0.1", "127.0.0.2"]],
  ])("fails when nobody listens at %s", async (_, addresses) => {
    const gone = await startServer(() => {});
    await gone.close();
    const found = addresses.map((address) => ({ address, family: 4 }));
    jest
      .spyOn(dns, "lookup")
      .mockImplementation(((...args: unknown[]) => (args.at(-1) as Found)(null, found)) as never);
    const target = new URL(gone.url.replace("127.0.0.1", "alb.example"));

    expect((await attempt(plain, { checks: [], retries: 0, target }, 2000)).reason).toContain("ECONNREFUSED");
  });

  test("keeps the values of headers and the body out of its reason", async () => {
    const answer: RequestListener = (_, response) =>
      response.setHeader("Set-Cookie", "sid=hunter2").end("hunter2");
    const { reason } = await askGreen(answer, {
      headers: { "set-cookie": "sid=hunter3" },
      bodyIncludes: "Green",
    });

    expect(reason).toBe('the body lacks "Green"; header set-cookie has another value');
  });

  test("asks for the server name at the target's address", async () => {
    green = await startServer((_, response) => response.end());
    const settings = { checks: [], retries: 0, target: new URL(green.url), serverName: "shop.example" };
    await attempt({ ...plain, path: "//odd?a=1" }, settings, 2000);

    expect(green.requests[0]).toMatchObject({ url: "//odd?a=1", headers: { host: "shop.example" } });
  });

  test("opens a connection for each attempt and closes it", async () => {
    green = await startServer((_, response) => response.end());
    const settings = { checks: [], retries: 0, target: new URL(green.url) };
    await attempt(plain, settings, 2000);
    await attempt(plain, settings, 2000);

    expect(green.connections()).toBe(2);
    expect(green.requests[0]?.headers.connection).toBe("close");
  });
});

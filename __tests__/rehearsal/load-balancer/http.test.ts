import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import WebSocket, { WebSocketServer } from "ws";
import { Bench, gate, until } from "./fixture";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench.close());

/** Sends bytes as they are, and gives all that comes back. */
async function raw(text: string): Promise<string> {
  const socket = connect(bench.balancer.port("production") ?? 0, "127.0.0.1");
  socket.write(text);
  let received = "";
  for await (const chunk of socket) received += chunk;
  return received;
}

describe("a request through the load balancer", () => {
  test("has the headers that AWS adds, and none of its connection's", async () => {
    const heard: IncomingMessage[] = [];
    const target = await bench.serve("v1", (request, response) => {
      heard.push(request);
      response.writeHead(201, "Made", ["Set-Cookie", "a=1", "Set-Cookie", "b=2", "X-Own", "é"]);
      response.end("ok");
    });
    await bench.inService("blue", target);
    const answer = await bench.ask({
      headers: {
        host: "shop.example",
        connection: "close, x-hop",
        "x-hop": "1",
        te: "trailers",
        "x-forwarded-for": "203.0.113.7",
        "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793",
      },
    });
    expect(answer).toMatchObject({ status: 201, headers: { "set-cookie": ["a=1", "b=2"], "x-own": "é" } });
    expect(heard[0]?.headers).toMatchObject({
      host: "shop.example",
      "x-forwarded-for": "203.0.113.7, 127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-port": String(bench.balancer.port("production")),
      "x-amzn-trace-id": expect.stringMatching(
        /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-5759e988-bd862e3fe1be46a994272793$/,
      ),
      connection: "keep-alive",
    });
    expect(heard[0]?.headers).not.toHaveProperty("x-hop");
    expect(heard[0]?.headers).not.toHaveProperty("te");

    await bench.ask();
    expect(heard[1]?.headers["x-amzn-trace-id"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });

  test("can carry a big body both ways, streamed", async () => {
    const target = await bench.serve("echo", (request, response) => request.pipe(response));
    await bench.inService("blue", target);
    const sent = request(bench.url(), { method: "POST", agent: false });
    const chunk = Buffer.alloc(64 * 1024, "x");
    Readable.from(Array(320).fill(chunk)).pipe(sent);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    let size = 0;
    for await (const part of answer) size += part.length;
    expect(size).toBe(320 * chunk.length);
    expect(answer.headers["transfer-encoding"]).toBe("chunked");
  });

  test("holds a target back that answers faster than its client reads", async () => {
    let written = 0;
    const size = 64 * 1024 * 1024;
    const target = await bench.serve("fast", (_request, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (written < size) {
          written += chunk.length;
          if (!response.write(chunk)) return;
        }
        response.end();
      };
      response.on("drain", more);
      more();
    });
    await bench.inService("blue", target);
    const sent = request(bench.url(), { agent: false });
    sent.end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    let before = -1;
    while (before !== written) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(written).toBeLessThan(size / 2);
    let read = 0;
    for await (const part of answer) read += part.length;
    expect(read).toBe(size);
  });

  test("can have an answer before its body has been sent", async () => {
    const target = await bench.serve("early", (_request, response) => response.writeHead(413).end("too big"));
    await bench.inService("blue", target);
    const agent = new Agent({ keepAlive: true });
    const answer = await bench.ask({ method: "POST", body: "x".repeat(4_000_000), agent });
    expect(answer).toMatchObject({ status: 413, body: "too big" });
    expect(await bench.ask({ agent })).toMatchObject({ status: 413 });
    agent.destroy();
  });

  test.each([
    ["HEAD", 200, { "content-length": "5" }],
    ["GET", 204, {}],
    ["GET", 304, { etag: '"1"' }],
  ] as const)("can have an answer without a body: %s %d", async (method, status, headers) => {
    const target = await bench.serve("none", (_request, response) =>
      response.writeHead(status, headers).end(),
    );
    await bench.inService("blue", target);
    expect(await bench.ask({ method })).toMatchObject({ status, headers, body: "" });
  });

  test("can wait for 100 Continue", async () => {
    const target = await bench.serve("echo", (request, response) => request.pipe(response));
    await bench.inService("blue", target);
    const sent = request(bench.url(), { method: "PUT", agent: false, headers: { expect: "100-continue" } });
    sent.flushHeaders();
    await once(sent, "continue");
    sent.end("body");
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    expect(Buffer.concat(await answer.toArray()).toString()).toBe("body");
  });

  test("can share one connection to a target with those before and after it", async () => {
    const ports = new Set<number | undefined>();
    const target = await bench.serve("kept", (request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    await bench.inService("blue", target);
    for (let count = 0; count < 5; count++) await bench.ask();
    expect(ports.size).toBe(1);
  });

  test("is ended at the target when its client goes away", async () => {
    const [met, ended] = [gate(), gate()];
    const target = await bench.serve("slow", (_request, response) => {
      response.once("close", ended.open);
      met.open();
    });
    await bench.inService("blue", target);
    const sent = request(bench.url(), { agent: false });
    sent.on("error", () => undefined).end();
    await met.opened;
    sent.destroy();
    await ended.opened;
    expect(bench.sum("HTTPCode_ELB_4XX_Count", "LoadBalancer")).toBe(1);
    expect(bench.errors).toEqual([]);
  });

  test("is refused where it is not HTTP", async () => {
    expect(await raw("HELLO\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    expect(bench.sum("HTTPCode_ELB_4XX_Count", "LoadBalancer")).toBe(1);
  });

  test("is refused where no target could be sent it", async () => {
    await bench.inService("blue", await bench.serve("blue"));
    const answer = await raw("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  });
});

describe("a request for another protocol", () => {
  test("can open a WebSocket, which is passed on both ways", async () => {
    const server = createServer((_request, response) => response.end());
    new WebSocketServer({ server }).on("connection", (socket) => {
      socket.send("welcome");
      socket.on("message", (data) => socket.send(data));
    });
    await bench.inService("blue", await bench.listen(server, "ws"));
    const client = new WebSocket(bench.url("/chat").replace("http", "ws"), {
      headers: { "x-rehearsal-user": "1" },
    });
    const upgrade = once(client, "upgrade");
    const [welcome] = await once(client, "message");
    expect(String(welcome)).toBe("welcome");
    expect((await upgrade)[0].headers["x-rehearsal-target"]).toBe("blue/ws");
    const big = Buffer.alloc(2_000_000, "y");
    client.send(big);
    const [echoed] = await once(client, "message");
    expect(big.equals(echoed)).toBe(true);
    client.close(1000);
    expect((await once(client, "close"))[0]).toBe(1000);
  });

  test("can be declined by a target, which then answers as ever", async () => {
    const size = 3_000_000;
    const target = await bench.serve("plain", (_request, response) => response.end("z".repeat(size)));
    await bench.inService("blue", target);
    const answer = await raw("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(answer.length).toBeGreaterThan(size);
  });

  test("is refused where it has a body, which could not be read", async () => {
    const head =
      "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nok";
    expect(await raw(head)).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  });

  test("ends when its target goes away", async () => {
    const server = createServer((_request, response) => response.end());
    new WebSocketServer({ server });
    const target = await bench.listen(server, "ws");
    await bench.inService("blue", target);
    const client = new WebSocket(bench.url().replace("http", "ws"));
    await once(client, "open");
    const closed = once(client, "close");
    await bench.stop(target);
    expect((await closed)[0]).toBe(1006);
    await until(() => bench.balancer.targetState("blue", target.id) === "unhealthy");
  });
});

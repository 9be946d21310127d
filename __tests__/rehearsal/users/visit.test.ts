import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import { type Answer, keptAlive, visit } from "../../../rehearsal/users/visit";
import { type LocalServer, startServer } from "../../lambda/green-server";

let server: LocalServer | undefined;
afterEach(() => server?.close());
afterAll(() => keptAlive.destroy());

async function visits(answer: RequestListener, count = 1): Promise<Answer[]> {
  server = await startServer(answer);
  const answers: Answer[] = [];
  while (answers.length < count) answers.push(await visit(server.url, true, 100));
  return answers;
}

/** Answers the first request of each connection, and hangs up at the next. */
function onceEach(hangUp: (socket: Socket) => void): RequestListener {
  const used = new WeakSet<Socket>();
  return ({ socket }, response) => {
    if (used.has(socket)) hangUp(socket);
    else response.end("hello");
    used.add(socket);
  };
}

const HELLO = { status: 200, version: "none" };
const NOTHING = { status: 0, version: "none" };

describe("a visit", () => {
  test.each<[string, RequestListener, Answer]>([
    [
      "is told the status",
      (_, response) => void response.writeHead(503).end("no"),
      { status: 503, version: "none" },
    ],
    [
      "is told the version",
      (_, response) => void response.setHeader("x-rehearsal-target", "green/a/b").end(),
      { status: 200, version: "a/b" },
    ],
    [
      "fails with a part of an answer",
      (_, response) => {
        response.writeHead(200, { "content-length": 1000, "x-rehearsal-target": "green/v2" });
        response.write("a part", () => response.destroy());
      },
      { status: 0, version: "v2" },
    ],
    ["fails without an answer", ({ socket }) => void socket.destroy(), NOTHING],
    ["fails after the time-out", () => undefined, NOTHING],
    ["fails when the time-out comes amid an answer", (_, response) => void response.write("a part"), NOTHING],
  ])("%s", async (_, answer, expected) => {
    expect((await visits(answer))[0]).toMatchObject(expected);
    expect(server?.requests.length).toBe(1);
  });

  test("fails where nobody listens", async () => {
    const gone = await startServer(() => undefined);
    await gone.close();
    expect(await visit(gone.url, true, 1000)).toMatchObject(NOTHING);
  });

  test("is repeated, once, over a connection of its own when a kept one was closed", async () => {
    expect(
      await visits(
        onceEach((socket) => socket.destroy()),
        2,
      ),
    ).toEqual([HELLO, expect.objectContaining(HELLO)]);
    expect(server?.requests.map(({ headers }) => headers.connection)).toEqual([
      "keep-alive",
      "keep-alive",
      "close",
    ]);
  });

  test("is not repeated for ever", async () => {
    let count = 0;
    const [, second] = await visits(({ socket }, response) => {
      count += 1;
      if (count === 1) response.end();
      else socket.destroy();
    }, 2);
    expect(second).toMatchObject(NOTHING);
    expect(count).toBe(3);
  });

  test("is not repeated once a byte of the answer has come", async () => {
    const hangUp = (socket: Socket) => void socket.write("HTTP/1.1 2", () => socket.destroy());
    expect((await visits(onceEach(hangUp), 2))[1]).toMatchObject(NOTHING);
    expect(server?.requests.length).toBe(2);
  });

  test("is not repeated after the time-out", async () => {
    expect(
      (
        await visits(
          onceEach(() => undefined),
          2,
        )
      )[1],
    ).toMatchObject(NOTHING);
    expect(server?.requests.length).toBe(2);
  });
});

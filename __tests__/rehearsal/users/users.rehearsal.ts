import { once } from "node:events";
import type { RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { TrafficSample } from "../../../deployment-view/traffic";
import { SpedUpClock } from "../../../rehearsal/clock";
import { startUsers } from "../../../rehearsal/users";
import { ended, endScenes, FakeProcesses, play, removeProgram } from "./fixture";

const EVER = [0, Number.MAX_SAFE_INTEGER] as const;

afterEach(endScenes);
afterAll(removeProgram);

const hello: RequestListener = (_, response) => void response.end("hello");

describe("the stream of users", () => {
  test("keeps its rate", async () => {
    const { users, clock } = await play(hello, { rps: 400 });
    await ended(users, 40);
    const from = clock.now();
    await ended(users, 300);
    const to = clock.now();
    const { requests } = await users.between(from, to);
    const expected = (400 * (to - from)) / 1000;
    expect(requests).toBeGreaterThan(expected * 0.9);
    expect(requests).toBeLessThan(expected * 1.1);
    await users.stop();
  });

  test("sends one of three over a connection of its own, and the others over a few that stay open", async () => {
    const { users, server } = await play(hello, { rps: 300 });
    await ended(users, 150);
    await users.stop();
    const fresh = server.requests.filter(({ headers }) => headers.connection === "close").length;
    expect(fresh).toBe(Math.ceil(server.requests.length / 3));
    expect(server.connections() - fresh).toBeLessThan(server.requests.length / 6);
    expect(server.connections() - fresh).toBeGreaterThan(0);
  });

  test("does not wait for answers", async () => {
    const { users, server } = await play(() => undefined, { rps: 200, path: "/page?a=b", timeoutMs: 600 });
    await ended(users, 1);
    expect(server.requests.length).toBeGreaterThan(50);
    expect(server.requests[0]?.url).toBe("/page?a=b");
  });

  test("tells of each request in one sample, and samples follow one another in AWS's time", async () => {
    const before = Date.now();
    const { users, clock, processes } = await play(hello, { rps: 300, speed: 60 });
    const samples: TrafficSample[] = [];
    users.onSample((sample) => samples.push(sample));
    const unheard: TrafficSample[] = [];
    users.onSample((sample) => unheard.push(sample))();
    await ended(users, 100);
    await users.stop();
    expect(await users.between(...EVER)).toMatchObject({
      requests: processes.sampled,
      failed: 0,
      byVersion: { none: {} },
    });
    expect(samples.slice(1).map(({ from }) => from)).toEqual(samples.slice(0, -1).map(({ at }) => at));
    expect(samples[0]?.from).toBeGreaterThanOrEqual(before);
    expect(samples.at(-1)?.at).toBeLessThanOrEqual(clock.now());
    expect(Number(samples[0]?.at) - Number(samples[0]?.from)).toBeGreaterThan(60 * 90);
    expect(unheard).toEqual([]);
  });
});

describe("a request", () => {
  test("fails by its status, or for want of an answer", async () => {
    const statuses = [200, 302, 404, 500, 503, 0];
    let count = 0;
    const { users } = await play(
      (_, response) => {
        const status = statuses[count % statuses.length];
        count += 1;
        if (status) response.writeHead(status).end();
      },
      { timeoutMs: 150 },
    );
    await ended(users, 60);
    await users.stop();
    const failures = Math.floor(count / 6) * 3 + Math.max((count % 6) - 3, 0);
    const { requests, failed, p99Ms, p50Ms } = await users.between(...EVER);
    expect([requests, failed]).toEqual([count, failures]);
    expect(p99Ms).toBeGreaterThan(140);
    expect(p50Ms).toBeLessThan(140);
  });

  test("is counted under the version that served it, which is told to users only", async () => {
    const served = { v1: 0, v2: 0 };
    const { users } = await play((request, response) => {
      const version = served.v1 < 30 ? "v1" : "v2";
      served[version] += 1;
      if (request.headers["x-rehearsal-user"] === "1")
        response.setHeader("x-rehearsal-target", `group/${version}`);
      response.writeHead(version === "v2" && served.v2 % 5 === 1 ? 502 : 200).end();
    });
    await ended(users, 50);
    await users.stop();
    expect((await users.between(...EVER)).byVersion).toEqual({
      v1: { requests: 30, failed: 0 },
      v2: { requests: served.v2, failed: Math.ceil(served.v2 / 5) },
    });
  });
});

describe("a kept connection that the server closes", () => {
  test("is no failure of a request, which is sent again and counted once", async () => {
    const used = new WeakSet<Socket>();
    const { users, server } = await play(({ socket }, response) => {
      if (used.has(socket)) socket.destroy();
      else response.end("hello");
      used.add(socket);
    });
    await ended(users, 60);
    await users.stop();
    const { requests, failed } = await users.between(...EVER);
    expect(failed).toBe(0);
    expect(server.requests.length).toBeGreaterThan(requests * 1.2);
  });
});

describe("asked for a stretch of time", () => {
  test("users give exactly what was sent in it, also after they have stopped", async () => {
    const { users, clock, server } = await play(hello, { speed: 10 });
    await ended(users, 50);
    const middle = clock.now();
    const seen = await users.between(0, middle);
    await ended(users, 50);
    const later = clock.now();
    const rest = await users.between(middle, later);
    await users.stop();
    expect(seen).toMatchObject({ from: 0, at: middle });
    expect(rest.requests).toBeGreaterThanOrEqual(50);
    expect([await users.between(0, middle), await users.between(middle, later)]).toEqual([seen, rest]);
    const last = await users.between(later, clock.now());
    expect(seen.requests + rest.requests + last.requests).toBe(server.requests.length);
    expect(await users.between(later, middle)).toMatchObject({ requests: 0, p50Ms: 0, p99Ms: 0 });
  });

  test("users wait for those of its requests that have not ended, and for no others", async () => {
    const held: ServerResponse[] = [];
    let holding = false;
    const { users, clock, child } = await play(
      (_, response) => void (holding ? held.push(response) : response.end()),
    );
    await ended(users, 20);
    const before = clock.now();
    holding = true;
    while (held.length < 20) await new Promise((resolve) => setImmediate(resolve));
    expect((await users.between(0, before - 100)).failed).toBe(0);
    const asked = users.between(0, clock.now());
    holding = false;
    // A held request is answered no sooner than the others that were sent after it.
    await ended(users, 20);
    for (const response of held) response.writeHead(500).end();
    expect((await asked).failed).toBe(held.length);
    expect((await asked).p99Ms).toBeGreaterThan(50);
    expect(child.connected).toBe(true);
  });
});

describe("users end", () => {
  test("once every request has, and send nothing more", async () => {
    const held: ServerResponse[] = [];
    const { users, server, child } = await play((_, response) => void held.push(response));
    while (held.length < 20) await new Promise((resolve) => setImmediate(resolve));
    let stopped = false;
    const stopping = users.stop().then(() => {
      stopped = true;
    });
    let before = -1;
    while (before < server.requests.length) {
      before = server.requests.length;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(stopped).toBe(false);
    for (const response of held) response.end();
    await Promise.all([stopping, users.stop()]);
    expect(child.exitCode).toBe(0);
    expect(server.requests.length).toBe(before);
    expect(await users.between(...EVER)).toMatchObject({ requests: before, failed: 0 });
  });

  test("when whoever started them is gone", async () => {
    const { child } = await play(hello);
    const exited = once(child, "exit");
    child.disconnect();
    expect(await exited).toEqual([0, null]);
  });

  test("with an error, if their process does", async () => {
    const { users, child } = await play(() => undefined);
    const asked = users.between(...EVER);
    child.kill("SIGKILL");
    const error = new Error("the process of the rehearsal's users ended by itself: SIGKILL");
    await expect(asked).rejects.toEqual(error);
    await expect(users.stop()).rejects.toEqual(error);
    await expect(users.between(0, 1)).rejects.toEqual(error);
  });

  test("before they start, if they cannot", async () => {
    const processes = new FakeProcesses("-e");
    processes.child = () => ["-e", "process.exit(3)"];
    const clock = new SpedUpClock(1);
    await expect(startUsers({ url: "http://127.0.0.1:1", clock, processes })).rejects.toThrow("exit code 3");
  });
});

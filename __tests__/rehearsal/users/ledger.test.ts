import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { Ledger } from "../../../rehearsal/users/ledger";

const requests = array(
  record({
    pause: integer({ min: 0, max: 5 }),
    latency: integer({ min: 0, max: 50 }),
    status: constantFrom(0, 200, 404, 499, 500, 503),
    version: constantFrom("v1", "v2", "none", "__proto__"),
  }),
  { maxLength: 200 },
);

describe("the ledger", () => {
  test("sums up exactly what was sent from one moment until before another, here or elsewhere", () => {
    assert(
      property(
        requests,
        integer({ min: 0, max: 300 }),
        integer({ min: 0, max: 300 }),
        (sent, from, length) => {
          const ledger = new Ledger();
          let at = 0;
          const all = sent.map((request) => {
            at += request.pause;
            ledger.ended(ledger.sent(at), request, at + request.latency);
            return { ...request, at };
          });
          const to = from + length;
          const within = all.filter((request) => request.at >= from && request.at < to);
          const failed = within.filter(({ status }) => status === 0 || status >= 500);
          const latencies = within.map(({ latency }) => latency).sort((one, other) => one - other);
          const expected = {
            from,
            at: to,
            requests: within.length,
            failed: failed.length,
            p50Ms: latencies[Math.ceil(latencies.length / 2) - 1] ?? 0,
            p99Ms: latencies[Math.ceil(latencies.length * 0.99) - 1] ?? 0,
            byVersion: Object.fromEntries(
              [...new Set(within.map(({ version }) => version))].map((version) => [
                version,
                {
                  requests: within.filter((request) => request.version === version).length,
                  failed: failed.filter((request) => request.version === version).length,
                },
              ]),
            ),
          };
          expect(ledger.between(from, to)).toEqual(expected);
          expect(new Ledger(structuredClone(ledger.data)).between(from, to)).toEqual(expected);
        },
      ),
    );
  });

  test("leaves out what has not ended", () => {
    const ledger = new Ledger();
    const [first] = [ledger.sent(0), ledger.sent(1)];
    ledger.ended(first, { status: 200, version: "v1" }, 10);
    expect(ledger.between(0, 10)).toMatchObject({ requests: 1, p99Ms: 10 });
  });

  test("has room for very many", () => {
    const ledger = new Ledger();
    for (let at = 0; at < 300_000; at += 1)
      ledger.ended(ledger.sent(at), { status: at % 2 ? 200 : 500, version: `v${at % 3}` }, at + 7);
    expect(ledger.between(0, 300_000)).toMatchObject({
      requests: 300_000,
      failed: 150_000,
      p50Ms: 7,
      byVersion: { v2: { requests: 100_000, failed: 50_000 } },
    });
    expect(ledger.between(299_990, 299_996).requests).toBe(6);
  });
});

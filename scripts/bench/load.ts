import { performance } from "node:perf_hooks";
import { Pool } from "undici";
import type { Load } from "./load-balancer";

/** Requests a second at which latency is measured: what a rehearsal asks of its load balancer at most. */
const STEADY_RATE = 1000;
const TICK_MS = 10;
const CONNECTIONS = 32;

const [url = "", seconds = ""] = process.argv.slice(2);
const milliseconds = Number(seconds) * 1000;
const kept = new Pool(url, { connections: CONNECTIONS });
const fresh = new Pool(url, { pipelining: 0 });

void measure().then(async (load) => {
  process.stdout.write(JSON.stringify(load));
  await Promise.all([kept.close(), fresh.close()]);
});

async function measure(): Promise<Load> {
  const flatOut = await sendFlatOut();
  const latencies = await sendSteadily();
  const answered = latencies.filter(Number.isFinite).sort((a, b) => a - b);
  const percentile = (share: number) => answered[Math.floor((answered.length - 1) * share)] ?? Number.NaN;
  return {
    perSecond: (flatOut * 1000) / milliseconds,
    p50: percentile(0.5),
    p99: percentile(0.99),
    failed: latencies.length - answered.length,
  };
}

/** As many as can be answered over a few connections. */
async function sendFlatOut(): Promise<number> {
  const end = performance.now() + milliseconds;
  let answered = 0;
  const client = async () => {
    for (; performance.now() < end; answered++) await send(kept);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return answered;
}

/** Latencies in milliseconds, a third of them over connections of their own. */
async function sendSteadily(): Promise<number[]> {
  const sent: Promise<number>[] = [];
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const passed = performance.now() - begin;
      while (sent.length < (Math.min(passed, milliseconds) * STEADY_RATE) / 1000)
        sent.push(send(sent.length % 3 === 0 ? fresh : kept));
      if (passed < milliseconds) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  return Promise.all(sent);
}

/** Milliseconds until the whole answer was there; not a number where it was no success. */
async function send(pool: Pool): Promise<number> {
  const began = performance.now();
  try {
    const { statusCode, body } = await pool.request({ path: "/", method: "GET" });
    await body.dump();
    return statusCode === 200 ? performance.now() - began : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

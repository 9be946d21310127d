import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../package-root";
import { SpedUpClock } from "../../rehearsal/clock";
import { createLoadBalancer } from "../../rehearsal/load-balancer";
import type { LoadBalancer } from "../../rehearsal/load-balancer/model";
import { summarise } from "../lib/timing";
import { type Nginx, nginxVersion, startProxy, startTarget } from "./nginx";

const ROUNDS = 5;
const SECONDS = 1;

/** What one stretch of load met. Latency is in milliseconds, under a steady load. */
export interface Load {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

/**
 * Measures the load balancer of the rehearsal beside nginx, on the same targets: requests a second, and the latency
 * that each adds to a target's own at 1000 requests a second, a third of them over connections of their own.
 */
export async function benchLoadBalancer(print: (line: string) => void): Promise<void> {
  const version = nginxVersion();
  if (!version) {
    print("load balancer: not measured, nginx is not installed to measure it against");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "bluegreen-bench-proxy-"));
  const started: Nginx[] = [];
  const start = async (nginx: Promise<Nginx>) => {
    started.push(await nginx);
    return nginx;
  };
  let balancer: LoadBalancer | undefined;
  try {
    const targets = [await start(startTarget(folder)), await start(startTarget(folder))];
    const nginx = await start(startProxy(folder, targets));
    balancer = await startBalancer(targets);
    const ports = {
      "no proxy": targets[0]?.port,
      [version]: nginx.port,
      "load balancer": balancer.port("production"),
    };
    const [direct, reference, own] = await sideBySide(ports);
    if (direct && reference && own) report(print, direct, reference, own);
  } finally {
    await balancer?.close();
    await Promise.all(started.map((nginx) => nginx.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Named extends Load {
  readonly title: string;
}

/** In turn, so that a machine that slows down for a while slows all of them; the first round does not count. */
async function sideBySide(ports: Readonly<Record<string, number | undefined>>): Promise<Named[]> {
  const runs = Object.entries(ports).map(([title, port]) => ({ title, port, loads: [] as Load[] }));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { port, loads } of runs) {
      const load = await generateLoad(`http://127.0.0.1:${port}`);
      if (round > 0) loads.push(load);
    }
  }
  return runs.map(({ title, loads }) => {
    const median = (of: "perSecond" | "p50" | "p99") =>
      summarise(
        title,
        loads.map((load) => load[of]),
      ).median;
    const failed = loads.reduce((sum, load) => sum + load.failed, 0);
    return { title, perSecond: median("perSecond"), p50: median("p50"), p99: median("p99"), failed };
  });
}

/** From a process of its own: it would have the load balancer wait. */
async function generateLoad(url: string): Promise<Load> {
  const script = join(packageRoot(__dirname), "bin/run-script.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [script, "bench/load", url, `${SECONDS}`]);
  return JSON.parse(stdout);
}

async function startBalancer(targets: readonly Nginx[]): Promise<LoadBalancer> {
  const balancer = await createLoadBalancer({
    model: { name: "bench", arnSuffix: "app/bench/1", dnsName: "bench.example", idleTimeoutSeconds: 60 },
    targetGroups: [
      {
        name: "blue",
        arn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/blue/1",
        arnSuffix: "targetgroup/blue/1",
        healthCheck: {
          path: "/",
          intervalSeconds: 10,
          timeoutSeconds: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
          matcher: "200",
        },
        deregistrationDelaySeconds: 0,
        stickiness: { enabled: false, cookieDuration: 86400 },
      },
    ],
    listeners: { production: {} },
    clock: new SpedUpClock(1),
    metrics: { put: () => undefined },
  });
  balancer.forward("production", { blue: 100 });
  for (const [at, { port }] of targets.entries()) {
    balancer.register("blue", { id: `target-${at}`, host: "127.0.0.1", port, version: "v1" });
    await balancer.healthy("blue", `target-${at}`, AbortSignal.timeout(5000));
  }
  return balancer;
}

function report(print: (line: string) => void, direct: Named, reference: Named, own: Named): void {
  print(`proxies side by side, the median of ${ROUNDS} rounds after one that does not count`);
  print("");
  print(row("", "requests/s", "p50 ms", "p99 ms", "failed"));
  for (const { title, perSecond, p50, p99, failed } of [direct, reference, own])
    print(row(title, perSecond.toFixed(0), p50.toFixed(2), p99.toFixed(2), `${failed}`));
  print("");
  const share = (own.perSecond / reference.perSecond).toFixed(2);
  const added = (of: "p50" | "p99") =>
    `${(own[of] - direct[of]).toFixed(2)} ms against ${(reference[of] - direct[of]).toFixed(2)} ms`;
  print(`load balancer / ${reference.title}: ${share} of its requests a second`);
  print(`latency added: p50 ${added("p50")}, p99 ${added("p99")}`);
}

function row(title: string, ...cells: readonly string[]): string {
  return [title.padEnd(16), ...cells.map((cell) => cell.padStart(12))].join("");
}

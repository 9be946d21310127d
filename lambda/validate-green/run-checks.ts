import { setTimeout as wait } from "node:timers/promises";
import { attempt } from "./check";
import { log } from "./log";
import type { Check, Settings } from "./settings";

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

/**
 * Runs all checks side by side, so that the log shows everything that is wrong with green, not only the first.
 *
 * @param deadline moment, in milliseconds since the epoch, by which the verdict stands
 */
export async function greenPasses(settings: Settings, deadline: number): Promise<boolean> {
  const verdicts = await Promise.all(settings.checks.map((check) => passes(check, settings, deadline)));
  return verdicts.every(Boolean);
}

/** What the service's first tasks answer, before there is anything of the application's to check. */
const PLACEHOLDER: Check = {
  path: "/",
  status: [200],
  headers: { "x-placeholder": "1" },
  json: {},
  maxLatencyMs: 2000,
};

/** Whether green is the placeholder that a new service begins with. */
export async function servesPlaceholder(settings: Settings): Promise<boolean> {
  const { reason } = await attempt(PLACEHOLDER, settings, PLACEHOLDER.maxLatencyMs);
  if (!reason) log({ result: "pass", message: "green is the placeholder, there is nothing to check yet" });
  return !reason;
}

async function passes(check: Check, settings: Settings, deadline: number): Promise<boolean> {
  for (let count = 1; count <= settings.retries + 1; count++) {
    const leftMs = deadline - Date.now();
    if (leftMs <= 0) {
      log({ check: check.path, attempt: count, result: "fail", reason: "the function has no time left" });
      return false;
    }
    const result = await attempt(check, settings, Math.min(check.maxLatencyMs, leftMs));
    log({ check: check.path, attempt: count, result: result.reason ? "fail" : "pass", ...result });
    if (!result.reason) return true;
    if (count <= settings.retries) await wait(Math.min(pauseMs(count), Math.max(deadline - Date.now(), 0)));
  }
  return false;
}

/** Doubling pauses with full jitter: checks that failed together do not come back together. */
function pauseMs(count: number): number {
  return Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** (count - 1), LONGEST_PAUSE_MS);
}

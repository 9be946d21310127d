import { FREE_TYPES } from "./free-types";
import { NotPriced } from "./not-priced";
import { monthly, PRICE_LIST, PRICES, type PriceName, round } from "./prices";
import { ASSUMED_BUILD_MINUTES, releaseUse } from "./release";
import { RULES } from "./rules";
import { findSavings } from "./savings";
import type { CostSheet, Item, Line, ReleaseCost, UseLine } from "./sheet";
import { StackJson, type TerraformJson } from "./stack-json";

/**
 * Reads what a stack costs from what was synthesised. What cannot be told is said in `unknown` and `notes`, never
 * guessed.
 */
export function costSheet(name: string, json: TerraformJson): CostSheet {
  const stack = new StackJson(json);
  const notes: string[] = [];
  const unknown = new Set<string>();
  const atRest: Line[] = [];
  const byUse: UseLine[] = [];
  for (const resource of stack.resources) {
    const { type, address } = resource;
    const rule = RULES[type];
    if (!rule && !FREE_TYPES.has(type)) unknown.add(type);
    for (const { price, count } of told(address, () => rule?.(resource, stack), notes) ?? []) {
      if (count === undefined) byUse.push({ resource: address, ...item(price) });
      else atRest.push({ resource: address, ...item(price), count, month: round(monthly(price, count)) });
    }
  }
  const release = told("a release", () => releaseCost(stack), notes) ?? null;
  const region = stack.region ?? null;
  const estimates = [...atRest, ...byUse, ...(release?.lines ?? [])].filter(({ estimate }) => estimate);
  if (region !== PRICE_LIST.region) notes.unshift(`${elsewhere(region)}, where prices differ`);
  if (estimates.length > 0) {
    notes.push(`roughly: ${[...new Set(estimates.map(({ label }) => label))].join("; ")}`);
  }
  return {
    stack: name,
    region,
    prices: PRICE_LIST,
    atRest,
    month: round(sum(atRest.map(({ month }) => month))),
    byUse,
    release,
    savings: findSavings(atRest),
    unknown: [...unknown].sort(),
    notes,
  };
}

/** The cost of a stack in one line. */
export function summariseCost(json: TerraformJson): string {
  const { month, release, region, prices } = costSheet("", json);
  const perRelease = release ? `, $${release.cost.toFixed(2)} a release` : "";
  const where = region === prices.region ? "" : `; ${elsewhere(region)}`;
  return `about $${Math.round(month)} a month at rest${perRelease} (prices of ${prices.region}, ${prices.read}${where})`;
}

function elsewhere(region: string | null): string {
  return `the stack is in ${region ?? "a region that it does not name"}`;
}

function releaseCost(stack: StackJson): ReleaseCost | undefined {
  const release = releaseUse(stack);
  if (!release) return undefined;
  const lines = release.uses.map(({ price, count }) => ({
    ...item(price),
    count: round(count),
    cost: round(PRICES[price].usd * count),
  }));
  return {
    minutes: release.minutes,
    buildMinutes: ASSUMED_BUILD_MINUTES,
    lines,
    cost: round(sum(lines.map(({ cost }) => cost))),
  };
}

/** What `ask` tells; what it cannot tell becomes a note. */
function told<T>(subject: string, ask: () => T, notes: string[]): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof NotPriced)) throw error;
    notes.push(`not counted: ${subject}, since ${error.message}`);
    return undefined;
  }
}

function item(price: PriceName): Item {
  const { label, unit, usd, estimate = false } = PRICES[price];
  return { price, label, unit, unitPrice: usd, estimate };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

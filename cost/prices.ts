import data from "./prices.json";

/** A published price for one unit. */
export interface Price {
  /** What is paid for. */
  readonly label: string;
  readonly usd: number;
  readonly unit: string;
  /** Page that publishes the price. */
  readonly source: string;
  /** Set where AWS moves the price or the page names none for exactly this. */
  readonly estimate?: boolean;
}

export type PriceName = keyof typeof data.prices;

/** Published prices without taxes, free tiers and discounts. */
export const PRICES: Readonly<Record<PriceName, Price>> = data.prices;

/** Where and when the prices hold: a region, and the day on which they were read. */
export const PRICE_LIST = { currency: data.currency, region: data.region, read: data.read };

/** What AWS takes for a month in its own examples. */
export const HOURS_A_MONTH = 730;

/** Something that a resource costs. */
export interface Charge {
  readonly price: PriceName;
  /** How many are paid for all the time; left out where only use costs. */
  readonly count?: number;
}

/** USD a month for `count` of something that is there all the time. */
export function monthly(price: PriceName, count: number): number {
  const { usd, unit } = PRICES[price];
  return usd * count * (unit === "hour" ? HOURS_A_MONTH : 1);
}

/** Keeps a hundredth of a cent and drops what binary fractions add. */
export function round(usd: number): number {
  return Math.round(usd * 1e4) / 1e4;
}

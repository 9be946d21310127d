import type { PriceName } from "./prices";

/** A price for something. All money is in USD. */
export interface Item {
  readonly price: PriceName;
  readonly label: string;
  readonly unit: string;
  readonly unitPrice: number;
  /** Whether the price is only near the truth. */
  readonly estimate: boolean;
}

/** What one resource costs all the time. */
export interface Line extends Item {
  /** Address of the resource in Terraform. */
  readonly resource: string;
  readonly count: number;
  readonly month: number;
}

/** What one resource costs only when it is used. */
export interface UseLine extends Item {
  readonly resource: string;
}

/** What one release costs beside what is there anyway. */
export interface ReleaseCost {
  /** Minutes in which the old and the new tasks run side by side. */
  readonly minutes: number;
  readonly buildMinutes: number;
  /** `count` is in hours, or in minutes where the unit is one. */
  readonly lines: readonly (Item & { readonly count: number; readonly cost: number })[];
  readonly cost: number;
}

/** A setting that would make the same system cheaper. */
export interface Saving {
  readonly setting: string;
  /** What is given up for it. */
  readonly but: string;
  /** USD saved a month. */
  readonly month: number;
}

/** What a stack costs, as `bluegreen cost --json` prints it. */
export interface CostSheet {
  readonly stack: string;
  readonly region: string | null;
  readonly prices: { readonly currency: string; readonly region: string; readonly read: string };
  readonly atRest: readonly Line[];
  readonly month: number;
  readonly byUse: readonly UseLine[];
  readonly release: ReleaseCost | null;
  readonly savings: readonly Saving[];
  /** Types of resources that may cost something, but what is not known. */
  readonly unknown: readonly string[];
  readonly notes: readonly string[];
}

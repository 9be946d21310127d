import type { Weights } from "./model";

interface Share {
  readonly targetGroup: string;
  readonly weight: number;
  /** What the others were given more than it; the one that is owed most is next. */
  owed: number;
}

/**
 * Deals requests out to target groups by weight, evenly: after any number of requests each target group is less than
 * a whole round from its share. AWS promises the shares, not the order; an even one can be counted after a hundred
 * requests.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
 */
export class Rotation {
  private readonly shares: readonly Share[];
  private readonly total: number;

  constructor(readonly weights: Weights) {
    this.shares = Object.entries(weights)
      .filter(([, weight]) => weight > 0)
      .map(([targetGroup, weight]) => ({ targetGroup, weight, owed: 0 }));
    this.total = this.shares.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** Name of the target group of the next request; `undefined` where none has a weight. */
  public next(): string | undefined {
    let chosen: Share | undefined;
    for (const share of this.shares) {
      share.owed += share.weight;
      if (!chosen || share.owed > chosen.owed) chosen = share;
    }
    if (chosen) chosen.owed -= this.total;
    return chosen?.targetGroup;
  }
}

import type { HealthCheckModel } from "./model";

/** What the checks of a target in use say of it. */
export type Health = "initial" | "healthy" | "unhealthy";

/**
 * Counts checks against the thresholds. The first that passes makes a new target healthy, whatever the threshold.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export class HealthRecord {
  private health: Health = "initial";
  private lastPassed: boolean | undefined;
  private inARow = 0;

  constructor(private readonly check: HealthCheckModel) {}

  /** The target's health after one more check. */
  public add(passed: boolean): Health {
    this.inARow = passed === this.lastPassed ? this.inARow + 1 : 1;
    this.lastPassed = passed;
    const { healthyThreshold, unhealthyThreshold } = this.check;
    if (passed && (this.health === "initial" || this.inARow >= healthyThreshold)) this.health = "healthy";
    if (!passed && this.inARow >= unhealthyThreshold) this.health = "unhealthy";
    return this.health;
  }
}

/**
 * Whether a status code passes, by a matcher such as `200`, `200,202` or `200-299`.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
 */
export function matches(matcher: string, statusCode: number): boolean {
  return matcher.split(",").some((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return from !== undefined && to !== undefined && statusCode >= from && statusCode <= to;
  });
}

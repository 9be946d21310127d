/**
 * Tasks of a deployment that may fail, one after the other, before the circuit breaker ends it: half of the desired ones,
 * rounded up, and at least 3, at most 200.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html#failure-threshold
 */
export function mostFailures(desired: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desired / 2)));
}

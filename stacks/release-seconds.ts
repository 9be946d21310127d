import type { Config } from "../config/schema";
import { alarmSeconds } from "../modules/pipeline/rollback-alarms";

/** Seconds in which instances boot, tasks start and old ones drain, and then some. */
const WORK = 600;

/**
 * Seconds that a rolling release is given for each thing that is waited for. ECS calls it completed once alarms had the
 * time to fire behind it.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export function releaseSeconds({ app, ecsRolling, loadBalancer }: Config): number {
  const watched = alarmSeconds({ ...ecsRolling.alarms, graceSeconds: app.healthCheck.graceSeconds });
  return WORK + watched + loadBalancer.deregistrationDelaySeconds;
}

import type { StopCause } from "../stop";

/** What ECS says of a deployment that does not go on: in an event of the service, and as the reason of its state. */
interface Failure {
  /** Behind `deployment failed:`. */
  readonly event: string;
  /** In front of what is done about it. */
  readonly by: string;
}

/**
 * ECS documents its words for the circuit breaker alone; those for an alarm and for a stop are formed after them.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
const FAILURES: Readonly<Record<StopCause, Failure>> = {
  failure: { event: "tasks failed to start", by: "ECS deployment circuit breaker" },
  alarm: { event: "alarm detected", by: "ECS deployment alarms" },
  request: { event: "stop requested", by: "ECS service deployment stopped" },
};

/** The event of a deployment that has failed. */
export function failedEvent(because: StopCause, deployment: string): string {
  return `(deployment ${deployment}) deployment failed: ${FAILURES[because].event}.`;
}

/** The reason of the state FAILED. */
export function failedReason(because: StopCause): string {
  const { by, event } = FAILURES[because];
  return `${by}: ${event}.`;
}

/** The reason of the state of the deployment that is gone back to. */
export function rollbackReason(because: StopCause, deployment: string): string {
  return `${FAILURES[because].by}: rolling back to deploymentId ${deployment}.`;
}

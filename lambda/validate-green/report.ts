import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from "@aws-sdk/client-codedeploy";
import { log } from "./log";

/**
 * What CodeDeploy invokes a hook with.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
 */
interface CodeDeployEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

/**
 * What a hook of a native ECS deployment returns.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export interface HookAnswer {
  readonly hookStatus: "SUCCEEDED" | "FAILED";
}

/** Hands the verdict to whoever asked for it; the function returns what this resolves to. */
export type Report = (passed: boolean) => Promise<HookAnswer | undefined>;

/**
 * Milliseconds that a report may take: three attempts of the SDK at {@link ATTEMPT_MS} each, and its pauses.
 * The checks end this long before Lambda ends the function.
 */
export const REPORT_MS = 10_000;
const ATTEMPT_MS = 2500;

/**
 * Tells the two kinds of event apart by their shape.
 *
 * @throws Error for an event of neither kind: there is nobody to report to
 */
export function reportFor(event: unknown): Report {
  if (isCodeDeployEvent(event)) return (passed) => tellCodeDeploy(event, passed ? "Succeeded" : "Failed");
  if (isEcsEvent(event)) return async (passed) => ({ hookStatus: passed ? "SUCCEEDED" : "FAILED" });
  throw new Error(
    `the event is of neither CodeDeploy nor ECS, it has: ${Object.keys(Object(event)).join(", ")}`,
  );
}

function isCodeDeployEvent(event: unknown): event is CodeDeployEvent {
  const { DeploymentId, LifecycleEventHookExecutionId } = Object(event);
  return typeof DeploymentId === "string" && typeof LifecycleEventHookExecutionId === "string";
}

/**
 * ECS wraps the payload that its guide shows in `executionDetails`, beside the stage and the deployment. Either will do.
 *
 * @see https://aws.amazon.com/blogs/aws/accelerate-safe-software-releases-with-new-built-in-blue-green-deployments-in-amazon-ecs/
 */
export function isEcsEvent(event: unknown): boolean {
  const { lifecycleStage, executionDetails, serviceArn } = Object(event);
  return (
    (typeof lifecycleStage === "string" && typeof executionDetails === "object") ||
    typeof serviceArn === "string"
  );
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html */
async function tellCodeDeploy(event: CodeDeployEvent, status: "Succeeded" | "Failed"): Promise<undefined> {
  const client = new CodeDeployClient({
    maxAttempts: 3,
    requestHandler: { requestTimeout: ATTEMPT_MS, throwOnRequestTimeout: true },
  });
  await client.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: event.DeploymentId,
      lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
      status,
    }),
  );
  log({ deployment: event.DeploymentId, reported: status });
}

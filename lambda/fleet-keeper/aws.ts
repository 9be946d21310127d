import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";

/** Throttling is the SDK's to wait out; a call that hangs is given up and made again. */
const CALLS = {
  maxAttempts: 8,
  requestHandler: { requestTimeout: 20_000, throwOnRequestTimeout: true },
} as const;

/** The services that the keeper speaks to. */
export interface Aws {
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly codeDeploy: CodeDeployClient;
}

export function connect(): Aws {
  return {
    autoScaling: new AutoScalingClient(CALLS),
    cloudWatch: new CloudWatchClient(CALLS),
    codeDeploy: new CodeDeployClient(CALLS),
  };
}

/** Whether an error says that what was asked about does not exist, which for much of the keeper's work is as good. */
export function isMissing(error: unknown): boolean {
  const { name, message } = error as Error;
  return (
    /^(ApplicationDoesNotExist|DeploymentGroupDoesNotExist|ResourceNotFound)/.test(name) ||
    (name === "ValidationError" && /not found/i.test(message))
  );
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { LambdaFunction, type LambdaFunctionConfig } from "@cdktf/provider-aws/lib/lambda-function";
import { AssetType, TerraformAsset } from "cdktf";
import type { Construct } from "constructs";
import { bundleLambda } from "../../lambda/bundle";
import { LogGroup } from "../security/log-group";
import { writeLogs } from "../security/permissions";
import type { Role } from "../security/role";

export interface BundledFunctionProps
  extends Pick<LambdaFunctionConfig, "description" | "environment" | "memorySize" | "timeout" | "vpcConfig"> {
  /** Folder under `lambda/`. */
  readonly code: string;
  readonly name: string;
  readonly role: Role;
  /** ARN of the key that encrypts its logs. */
  readonly keyArn: string;
}

/** The main resource of a scope: a function under `lambda/`, its bundle beside the stack's JSON, and its logs. */
export function bundledFunction(
  scope: Construct,
  { code, name, role, keyArn, ...config }: BundledFunctionProps,
): LambdaFunction {
  const logs = new LogGroup(scope, "logs", { name: `/aws/lambda/${name}`, retentionDays: 30, keyArn });
  role.allow(writeLogs(logs.arn));
  const path = bundleLambda(code);
  return new LambdaFunction(scope, "resource", {
    ...config,
    functionName: name,
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    architectures: ["arm64"],
    filename: new TerraformAsset(scope, "code", { path, type: AssetType.FILE }).path,
    sourceCodeHash: createHash("sha256").update(readFileSync(path)).digest("base64"),
    loggingConfig: { logFormat: "JSON", logGroup: logs.name },
    dependsOn: role.permissions,
  });
}

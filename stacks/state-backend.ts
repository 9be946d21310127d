import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Config } from "../config/schema";
import { Account, EncryptionKey, PrivateBucket } from "../modules/security";
import { SystemStack } from "./system-stack";

export interface StateBackendProps {
  readonly config: Config;
  readonly bucket: string;
  /** ARN of the key that encrypts the state. @default - a new key */
  readonly kmsKeyArn?: string;
}

/** The bucket that holds the state of all other stacks. Its own state stays local: nothing else stands before it. */
export class StateBackend extends SystemStack {
  constructor(scope: Construct, id: string, { config, bucket, kmsKeyArn }: StateBackendProps) {
    super(scope, id, { ...config, state: { backend: "local" } });
    const account = new Account(this, "account", config.region);
    const keyArn =
      kmsKeyArn ??
      new EncryptionKey(this, "key", {
        name: `${config.name}-terraform-state`,
        description: `${config.name}: Terraform state`,
        account,
        keep: true,
      }).arn;
    const state = new PrivateBucket(this, "bucket", {
      name: bucket,
      keyArn,
      versioned: true,
      keep: true,
    });
    new TerraformOutput(this, "bucket_name", {
      value: state.name,
      description: "Bucket of the Terraform state",
    });
    new TerraformOutput(this, "key_arn", { value: keyArn, description: "Key of the Terraform state" });
  }
}

import { CloudBackend, LocalBackend, NamedCloudWorkspace, S3Backend, type TerraformStack } from "cdktf";
import type { Config } from "../config/schema";

/**
 * Says where a stack's state is kept. Each environment has a state of its own, so that one cannot be planned on what
 * another has made.
 */
export function addBackend(
  stack: TerraformStack,
  { name, region, state }: Config,
  environment?: string,
): void {
  const id = stack.node.id;
  const variant = environment ? [environment, id] : [id];
  switch (state.backend) {
    case "local":
      // Beside the output folder, which anyone may remove; relative, so that every clone synthesises the same.
      new LocalBackend(stack, { path: `../../../${["terraform", name, ...variant, "tfstate"].join(".")}` });
      return;
    case "s3":
      new S3Backend(stack, {
        bucket: state.bucket,
        key: `${[state.keyPrefix, name, ...variant].join("/")}.tfstate`,
        region: state.region ?? region,
        // Asked to encrypt without a key, Terraform takes Amazon S3's own in place of the bucket's.
        encrypt: state.kmsKeyArn !== undefined,
        kmsKeyId: state.kmsKeyArn,
      });
      // Terraform's own lock file; this version of CDKTF has no property for it.
      // @see https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
      stack.addOverride("terraform.backend.s3.use_lockfile", true);
      return;
    case "cloud":
      new CloudBackend(stack, {
        hostname: state.hostname,
        organization: state.organization,
        workspaces: new NamedCloudWorkspace([state.workspace ?? name, ...variant].join("-")),
      });
  }
}

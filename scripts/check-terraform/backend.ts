import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Terraform } from "./terraform";
import type { Backend, TerraformJson } from "./terraform-json";

/** Where a stack keeps its state. */
export function backendOf({ terraform: { backend, cloud } }: TerraformJson): Backend {
  if (cloud) return { cloud };
  if (backend) return backend;
  throw new Error("the stack does not say where its state is kept");
}

/** Nothing listens there, so nothing real is asked, whatever credentials this machine has. */
const NOWHERE = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
  AWS_PROFILE: undefined,
  AWS_ACCESS_KEY_ID: "nobody",
  AWS_SECRET_ACCESS_KEY: "nobody",
};

/** Lets the back end for Amazon S3 come to its first question to the bucket. */
const UNASKED = {
  skip_credentials_validation: true,
  skip_requesting_account_id: true,
  skip_metadata_api_check: true,
  max_retries: 1,
};

/**
 * Lets Terraform set a back end up, because `terraform validate` passes over it. A bucket and HCP Terraform are not to
 * be had here: with those, Terraform must come as far as asking the one that the stack names, which it does only once
 * it has accepted every argument.
 *
 * @param folder a new folder
 * @throws Error with what Terraform said, where it does not come that far
 */
export async function checkBackend(terraform: Terraform, folder: string, json: TerraformJson): Promise<void> {
  const backend = backendOf(json);
  mkdirSync(folder);
  writeFileSync(join(folder, "backend.tf.json"), JSON.stringify({ terraform: unasked(backend) }));
  if ("local" in backend) {
    await terraform.succeed(folder, "init");
    return;
  }
  const asked = "cloud" in backend ? backend.cloud.hostname : `S3 bucket "${backend.s3.bucket}"`;
  const { stdout, stderr } = await terraform.with(NOWHERE).run(folder, "init");
  if (!stderr.includes(asked)) {
    throw new Error(`Terraform does not come as far as asking ${asked}:\n${stdout}${stderr}`);
  }
}

/** Beside `-backend-config` Terraform would take arguments that it does not know: all stands in the file. */
function unasked(backend: Backend): object {
  if ("cloud" in backend) return backend;
  return { backend: "s3" in backend ? { s3: { ...backend.s3, ...UNASKED } } : backend };
}

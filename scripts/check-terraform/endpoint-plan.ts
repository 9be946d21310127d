import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Terraform } from "./terraform";

/** For an endpoint that checks no credentials, and soon says when it does not answer. */
const USUAL = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_MAX_ATTEMPTS: "2" };

/**
 * Plans a stack with the provider itself, which asks the endpoint that `AWS_ENDPOINT_URL` names.
 *
 * @param folder an initialised stack; it is copied, and the copy keeps its state to itself
 * @returns how much was asserted
 * @throws Error with what Terraform said, where the plan fails
 */
export async function checkEndpointPlan(
  terraform: Terraform,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const copy = `${folder}-endpoint`;
  cpSync(folder, copy, { recursive: true });
  writeFileSync(
    join(copy, "endpoint_override.tf.json"),
    JSON.stringify({ terraform: { backend: { local: {} } } }),
  );
  const own = Object.entries(env).filter(([name]) => name.startsWith("AWS_"));
  const asking = terraform.with({ ...USUAL, ...Object.fromEntries(own) });
  await asking.succeed(copy, "init");
  await asking.succeed(copy, "plan", "-lock=false");
  return 1;
}

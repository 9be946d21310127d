import { createHash } from "node:crypto";

/** What AWS's own parameters begin with. */
export const PUBLIC_PREFIX = "/aws/service/";

/**
 * The parameters that AWS publishes, as far as they name a machine image: the same id at every reading, in AWS's form.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html
 */
export function publicParameter(name: string): string | undefined {
  if (!name.startsWith(`${PUBLIC_PREFIX}ami-`)) return undefined;
  return `ami-0${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
}

import type { Context } from "aws-lambda";
import * as z from "zod/mini";
import { log } from "../validate-green/log";
import { connect } from "./aws";
import { waitUntilInService } from "./in-service";
import { type Kept, keep, reconcile } from "./keep";
import { removeFleet } from "./remove";
import { REMOVAL_ONLY, readFleet } from "./settings";

/**
 * What Terraform adds to the input of an `aws_lambda_invocation` whose `lifecycle_scope` is `CRUD`.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_invocation#crud-lifecycle-management
 */
const fromTerraform = z.object({
  tf: z.object({ action: z.enum(["create", "update", "delete"]), prev_input: z.optional(z.unknown()) }),
});
const removalOnly = z.object({ only: z.literal(REMOVAL_ONLY.only) });
const formerInput = z.object({ tags: z.record(z.string(), z.string()) });

/** How EventBridge tells of a deployment that has ended. @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-codedeploy.html */
const fromCodeDeploy = z.object({ detail: z.object({ deploymentId: z.string(), state: z.string() }) });

/** Connections outlive a call. */
const aws = connect();

/** Milliseconds before Lambda ends the function by which it answers, so that its error is read and not Lambda's. */
const ANSWER_MS = 15_000;

/**
 * Owns the Auto Scaling group that CodeDeploy copies and deletes with each deployment. Terraform calls it to create,
 * update and delete the fleet; EventBridge calls it when a deployment has ended; anyone may call it with `{}`, which does
 * what a good deployment's end does. What the fleet should be it reads from its environment, at each call.
 *
 * @throws Error with what to do, which Terraform shows
 */
export async function handler(
  event: unknown,
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<Partial<Kept>> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - ANSWER_MS;
  try {
    const result = await work(event, deadline);
    log({ message: "done", ...result });
    return result;
  } catch (error) {
    log({ level: "error", message: String(error) });
    throw error;
  }
}

async function work(event: unknown, deadline: number): Promise<Partial<Kept>> {
  const fleet = readFleet(process.env);
  if (!Object.hasOwn(Object(event), "tf")) {
    const { detail } = fromCodeDeploy.safeParse(event).data ?? {};
    log({ fleet: fleet.name, action: "reconcile", ...detail });
    return reconcile(aws, fleet, deadline, detail === undefined || detail.state === "SUCCESS");
  }
  const { data } = fromTerraform.safeParse(event);
  if (!data) throw new Error('the event has a "tf" whose action is not create, update or delete');
  const { action, prev_input } = data.tf;
  log({ fleet: fleet.name, action });
  if (action !== "delete" && removalOnly.safeParse(event).success) return {};
  switch (action) {
    case "create": {
      const kept = await keep(aws, fleet, deadline);
      if (!kept.deferredBy) await waitUntilInService(aws, kept.group, deadline);
      return kept;
    }
    case "update":
      return keep(aws, fleet, deadline, formerInput.safeParse(prev_input).data?.tags).catch(notAskedAgain);
    case "delete":
      await removeFleet(aws, fleet, deadline);
      return {};
  }
}

/** Terraform keeps the new settings in its state where an update fails, and sees nothing to do the next time. */
function notAskedAgain(cause: Error): never {
  const call = `aws lambda invoke --cli-read-timeout 0 --function-name ${process.env.AWS_LAMBDA_FUNCTION_NAME} /dev/stdout`;
  throw new Error(
    `${cause.message}. Terraform will not try this update again: when the cause is gone, run "${call}"`,
    { cause },
  );
}

import { z } from "zod";
import { app } from "./app";
import { deployment } from "./deployment";
import { loadBalancer } from "./load-balancer";
import { network } from "./network";
import { ENGINE_NEEDS, isVersionRange, lowestVersion } from "./provider-version";
import { reject, section, setting } from "./setting";
import { pipelineShape, source } from "./source";
import { state } from "./state";

const LONGEST_NAME = 20;

const shape = {
  name: setting(
    z.string().regex(new RegExp(`^[a-z](?:[a-z0-9]|-(?!-)){0,${LONGEST_NAME - 2}}[a-z0-9]$`)),
    "Name of the system: the beginning of every resource's name.",
    `2 to ${LONGEST_NAME} lower-case letters, digits and single hyphens, beginning with a letter`,
  ),
  region: setting(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/).default("us-east-1"), "AWS region.", "a region, such as eu-central-1"),
  tags: setting(z.record(z.string().min(1).max(128), z.string().max(256)).default({}), "Tags on every resource.", "names and values"),
  engine: setting(
    z.enum(["codedeploy", "native"]).default("codedeploy"),
    "Who shifts the traffic: CodeDeploy, or ECS itself.",
    "codedeploy or native",
  ),
  awsProvider: setting(
    z.string().refine(isVersionRange, "is no version constraint with a lower bound").optional(),
    "Versions of the AWS provider.",
    "a constraint with a lower bound, such as >= 5.100.0, < 7.0.0; left out, what the engine needs",
  ),
  network,
  loadBalancer,
  app,
  source,
  pipeline: section(pipelineShape, "The pipeline around a release."),
  deployment,
  state,
};

/** The whole configuration of a system. Unknown keys are errors; every group may be left out. */
export const configSchema = z.strictObject(shape).superRefine((value, context) => {
  const needed = ENGINE_NEEDS[value.engine];
  const lower = value.awsProvider && lowestVersion(value.awsProvider);
  if (lower && lower.localeCompare(needed, "en", { numeric: true }) < 0) {
    reject(context, {
      path: ["awsProvider"],
      message: `allows ${lower}, below what engine "${value.engine}" needs`,
      allowed: `a constraint with a lower bound of ${needed} or more`,
      remedy: `set awsProvider to ">= ${needed}, < 7.0.0", or leave it out`,
    });
  }
  if (!value.loadBalancer.internal && value.deployment.checks.length > 0) checkHookRoute(value.network, context);
  if (value.engine === "native" && value.deployment.approvalWaitMinutes > 0) {
    reject(context, {
      path: ["deployment", "approvalWaitMinutes"],
      message: 'belongs to engine "codedeploy"',
      allowed: '0 with engine "native"',
      remedy: "use pipeline.approval to ask a person before the deploy stage",
    });
  }
});

interface HookRoute {
  readonly nat: string;
  readonly existing?: { readonly natAddresses: readonly string[] };
}

/** The name of an internet-facing load balancer resolves to public addresses: the hook needs one to come from. */
function checkHookRoute({ nat, existing }: HookRoute, context: z.RefinementCtx): void {
  if (existing) {
    if (existing.natAddresses.length > 0) return;
    reject(context, {
      path: ["network", "existing", "natAddresses"],
      message: "is empty, so the hook cannot be let in to the test listener of an internet-facing load balancer",
      allowed: "the public addresses that the private subnets leave from",
      remedy: "name them (such as 203.0.113.7/32), or set loadBalancer.internal, or deployment.checks to []",
    });
  } else if (nat === "none") {
    reject(context, {
      path: ["network", "nat"],
      message: "leaves the hook no address to reach the test listener of an internet-facing load balancer from",
      allowed: "single or per-az",
      remedy: "choose one of the two, or set loadBalancer.internal, or deployment.checks to []",
    });
  }
}

/** What `bluegreen.config.ts` may say. */
export type ConfigInput = z.input<typeof configSchema>;
/** A checked configuration, every default filled in. */
export type Config = z.output<typeof configSchema>;

import * as z from "zod";
import { fewestHealthy, type InstanceConfiguration } from "../../modules/pipeline/minimum-healthy";
import { percent, reads, reject, setting } from "./setting";

const NAMED = ["OneAtATime", "HalfAtATime", "AllAtOnce"] as const;

const minimumHealthy = z
  .strictObject({
    minimumHealthyHosts: setting(
      z.int().min(0).max(499).optional(),
      "Instances that serve at any time.",
      "0 to 499, below the fleet's minSize",
    ),
    minimumHealthyPercent: setting(
      percent().optional(),
      "Percent of the instances that serve at any time, rounded up.",
      "1 to 99",
    ),
  })
  .superRefine(
    ({ minimumHealthyHosts, minimumHealthyPercent }, context) => {
      if ((minimumHealthyHosts === undefined) !== (minimumHealthyPercent === undefined)) return;
      reject(context, {
        path: [],
        message: "says neither or both of minimumHealthyHosts and minimumHealthyPercent",
        allowed: "one of the two",
        remedy: "name one of the two, or a configuration of CodeDeploy's",
      });
    },
    reads("minimumHealthyHosts", "minimumHealthyPercent"),
  );

/** A deployment configuration of CodeDeploy's for instances. */
export const instanceConfiguration = (description: string) =>
  setting(
    z.union([z.enum(NAMED), minimumHealthy]).default("OneAtATime"),
    description,
    `${NAMED.join(", ")}, { minimumHealthyHosts } or { minimumHealthyPercent }`,
  );

interface Released {
  readonly fleet: { readonly minSize: number };
  readonly configuration?: InstanceConfiguration;
  readonly deployment?: { readonly configuration: InstanceConfiguration };
}

/**
 * CodeDeploy ends a deployment at once where no instance may be taken out.
 *
 * @param group name of the settings that have the fleet
 * @param at where among them the configuration is
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-health.html
 */
export function leavesOne(group: string, at: "configuration" | "deployment.configuration") {
  const check = ({ fleet: { minSize }, configuration, deployment }: Released, context: z.RefinementCtx) => {
    const healthy = fewestHealthy(configuration ?? deployment?.configuration ?? "OneAtATime", minSize);
    if (healthy < minSize) return;
    reject(context, {
      path: at.split("."),
      message: `asks for ${healthy} healthy instances of the ${minSize} that ${group}.fleet.minSize may leave: none could be taken out`,
      allowed: `fewer than ${minSize} healthy instances`,
      remedy: `raise ${group}.fleet.minSize to ${healthy + 1} or more, or ask for fewer`,
    });
  };
  return [check, reads(at, "fleet.minSize")] as const;
}

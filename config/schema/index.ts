import * as z from "zod";
import type { ShiftSetting } from "../../modules/pipeline/code-deploy";
import { app } from "./app";
import { deployment } from "./deployment";
import { ecsRolling } from "./ecs-rolling";
import { BUILDS_NEED_NAT, efs } from "./efs";
import { goldenAmi } from "./golden-ami";
import { loadBalancer } from "./load-balancer";
import { network } from "./network";
import {
  compareVersions,
  ENGINE_NEEDS,
  isVersionRange,
  lowestVersion,
  providerConstraint,
} from "./provider-version";
import { noRoom } from "./release-room";
import { rolling } from "./rolling";
import { type CrossCheck, reads, reject, section, setting } from "./setting";
import { NO_WEB_ACL, SHARED, sharedBy } from "./shared-settings";
import { pipelineShape, source } from "./source";
import { state } from "./state";
import { systems } from "./systems";

const LONGEST_NAME = 20;

const shape = {
  name: setting(
    z
      .string()
      .max(LONGEST_NAME)
      // Parameter Store keeps names that begin so to itself.
      // @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
      .refine((name) => !/^(aws|ssm)/.test(name), "begins with aws or ssm, which AWS keeps to itself")
      .regex(/^[a-z](?:[a-z0-9]|-(?!-))*[a-z0-9]$/, "has characters or hyphens where they may not be"),
    "Name of the system: the beginning of every resource's name.",
    `2 to ${LONGEST_NAME} lower-case letters, digits and single hyphens, beginning with a letter, not with aws or ssm`,
  ),
  accountId: setting(
    z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
    "The account that may be deployed to; credentials of another are refused.",
    "the 12 digits of an account id; left out, any account",
  ),
  region: setting(
    z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
      .default("us-east-1"),
    "AWS region.",
    "a region, such as eu-central-1",
  ),
  tags: setting(
    z.record(z.string().min(1).max(128), z.string().max(256)).default({}),
    "Tags on every resource.",
    "names and values",
  ),
  systems,
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
  efs,
  goldenAmi,
  rolling,
  ecsRolling,
  state,
};

// The name of an internet-facing load balancer resolves to public addresses: the hook needs one to come from.
const NO_ADDRESS_OF_EXISTING_VPC: CrossCheck = {
  path: ["network", "existing", "natAddresses"],
  message: "is empty, so the hook cannot be let in to the test listener of an internet-facing load balancer",
  allowed: "the public addresses that the private subnets leave from",
  remedy: "name them (such as 203.0.113.7/32), or set loadBalancer.internal, or deployment.checks to []",
};
const NO_NAT: CrossCheck = {
  path: ["network", "nat"],
  message: "leaves the hook no address to reach the test listener of an internet-facing load balancer from",
  allowed: "single or per-az",
  remedy: "choose one of the two, or set loadBalancer.internal, or deployment.checks to []",
};

/**
 * What ECS takes where CodeDeploy takes more.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
const NATIVE = { minPercent: 3, maxMinutes: 1440 };

function* nativeLimits(configuration: ShiftSetting, terminationWaitMinutes: number): Generator<CrossCheck> {
  const remedy = 'change it, or use engine "codedeploy"';
  if (terminationWaitMinutes > NATIVE.maxMinutes) {
    yield {
      path: ["deployment", "terminationWaitMinutes"],
      message: `is more than engine "native" waits`,
      allowed: `0 to ${NATIVE.maxMinutes} with engine "native"`,
      remedy,
    };
  }
  if (typeof configuration === "string") return;
  if (configuration.percent < NATIVE.minPercent || configuration.minutes > NATIVE.maxMinutes) {
    yield {
      path: ["deployment", "configuration"],
      message: `is no step that engine "native" takes`,
      allowed: `with engine "native": percent from ${NATIVE.minPercent}, minutes up to ${NATIVE.maxMinutes}`,
      remedy,
    };
  }
}

/** The whole configuration of a system. Unknown keys are errors; every group may be left out. */
export const configSchema = z
  .strictObject(shape)
  .superRefine(
    ({ engine, awsProvider }, context) => {
      const needed = ENGINE_NEEDS[engine];
      const lower = awsProvider && lowestVersion(awsProvider);
      if (!lower || compareVersions(lower, needed) >= 0) return;
      reject(context, {
        path: ["awsProvider"],
        message: `allows ${lower}, below what engine "${engine}" needs`,
        allowed: `a constraint with a lower bound of ${needed} or more`,
        remedy: `set awsProvider to "${providerConstraint(engine)}", or leave it out`,
      });
    },
    reads("engine", "awsProvider"),
  )
  .superRefine(
    (
      { systems, loadBalancer: { internal }, deployment: { checks }, network: { nat, existing } },
      context,
    ) => {
      if (!systems.includes("ecs-blue-green") || internal || checks.length === 0) return;
      if (existing?.natAddresses.length === 0) reject(context, NO_ADDRESS_OF_EXISTING_VPC);
      if (!existing && nat === "none") reject(context, NO_NAT);
    },
    reads(
      "systems",
      "loadBalancer.internal",
      "deployment.checks",
      "network.nat",
      "network.existing.natAddresses",
    ),
  )
  .superRefine(
    ({ engine, deployment: { approvalWaitMinutes } }, context) => {
      if (engine !== "native" || approvalWaitMinutes === 0) return;
      reject(context, {
        path: ["deployment", "approvalWaitMinutes"],
        message: 'belongs to engine "codedeploy"',
        allowed: '0 with engine "native"',
        remedy: "use pipeline.approval to ask a person before the deploy stage",
      });
    },
    reads("engine", "deployment.approvalWaitMinutes"),
  )
  .superRefine(
    ({ engine, deployment: { configuration, terminationWaitMinutes } }, context) => {
      if (engine !== "native") return;
      for (const problem of nativeLimits(configuration, terminationWaitMinutes)) reject(context, problem);
    },
    reads("engine", "deployment.configuration", "deployment.terminationWaitMinutes"),
  )
  .superRefine(
    ({ systems, source: { repository } }, context) => {
      if (systems.length > 1 && repository !== undefined)
        reject(context, sharedBy(systems, SHARED.repository));
    },
    reads("systems", "source"),
  )
  .superRefine(
    ({ systems, loadBalancer: { domainName } }, context) => {
      if (systems.length > 1 && domainName !== undefined)
        reject(context, sharedBy(systems, SHARED.domainName));
    },
    reads("systems", "loadBalancer.domainName"),
  )
  .superRefine(
    ({ systems, loadBalancer: { webAclArn }, rolling }, context) => {
      if (!systems.includes("ec2-rolling") || rolling.loadBalancer.type !== "network") return;
      if (webAclArn !== undefined) reject(context, NO_WEB_ACL);
    },
    reads("systems", "loadBalancer.webAclArn", "rolling.loadBalancer.type"),
  )
  .superRefine(
    ({ systems, network: { nat, existing } }, context) => {
      if (systems.includes("ec2-efs-blue-green") && !existing && nat === "none")
        reject(context, BUILDS_NEED_NAT);
    },
    reads("systems", "network.nat"),
  )
  .superRefine(
    (config, context) => {
      const problem = config.systems.includes("ecs-rolling") ? noRoom(config) : undefined;
      if (problem) reject(context, problem);
    },
    reads(
      "systems",
      "app.desiredCount",
      "app.autoscaling.max",
      "app.cpu",
      "app.memory",
      "ecsRolling.capacity",
      "ecsRolling.hostPort",
      "ecsRolling.maximumPercent",
      "ecsRolling.instances",
    ),
  );

const environments = setting(
  z
    .record(
      z.string().regex(/^[A-Za-z][\w-]*$/, "is no name of an environment"),
      z.record(z.string(), z.unknown()),
    )
    .default({}),
  "Named variants, chosen by `BLUEGREEN_ENV`: each is laid over the settings beside it.",
  "names (a letter, then letters, digits, _ and -) and, under each, any other settings",
);

/** The file as a whole. What an environment changes is checked as a {@link configSchema}, once it is laid over. */
export const fileSchema = z.strictObject({ ...shape, environments });

/** What `bluegreen.config.ts` may say. */
export type ConfigInput = z.input<typeof configSchema>;
/** A checked configuration, every default filled in. */
export type Config = z.output<typeof configSchema>;

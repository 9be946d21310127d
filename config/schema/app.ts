import * as z from "zod";
import { describeMemory, FARGATE_CPU_UNITS, isFargateSize } from "../../modules/app_infra/fargate-size";
import { healthCheckOf } from "./health-check";
import { arn, reads, reject, retentionDays, section, setting } from "./setting";

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is no name of an environment variable");

const autoscaling = z
  .strictObject({
    min: setting(z.int().min(1).max(5000), "Fewest tasks.", "1 to 5000"),
    max: setting(z.int().min(1).max(5000), "Most tasks.", "1 to 5000, at least min"),
    cpuPercent: setting(
      z.int().min(10).max(95).default(60),
      "CPU use to hold, averaged over the service.",
      "10 to 95",
    ),
    memoryPercent: setting(
      z.int().min(10).max(95).optional(),
      "Memory use to hold, averaged over the service.",
      "10 to 95",
    ),
  })
  .meta({ description: "Let the number of tasks follow the load." });

const permission = z.strictObject({
  actions: setting(
    z.array(z.string().regex(/^[a-z0-9-]+:[A-Za-z]+$/, "is no single action of AWS")).min(1),
    "Actions, spelled out.",
    "a list of actions such as s3:GetObject",
  ),
  resources: setting(
    z.array(z.string().regex(/^arn:/, "is no ARN")).min(1),
    "Resources that the actions are for.",
    "a list of ARNs; * only within one",
  ),
});

const shape = {
  port: setting(z.int().min(1).max(65535).default(8080), "Port that the container listens on.", "1 to 65535"),
  cpu: setting(
    z.literal(FARGATE_CPU_UNITS).default(256),
    "CPU units of a task; 1024 are one vCPU.",
    `one of ${FARGATE_CPU_UNITS.join(", ")}`,
  ),
  memory: setting(z.int().default(512), "Memory of a task in MiB.", "a size that Fargate pairs with the CPU"),
  architecture: setting(
    z.enum(["x86_64", "arm64"]).default("x86_64"),
    "Processor of tasks and of the build.",
    "x86_64 or arm64",
  ),
  desiredCount: setting(
    z.int().min(1).max(5000).default(2),
    "Tasks at the first start; afterwards the service's own.",
    "1 to 5000",
  ),
  autoscaling: autoscaling.optional(),
  environment: setting(
    z
      .record(
        variableName,
        // @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
        z.string().refine((text) => !text.includes("{{"), "holds {{, which Parameter Store refuses"),
      )
      .default({}),
    "Environment variables of the container.",
    "names (letters, digits and _, no digit first) and texts without {{",
  ),
  secrets: setting(
    z
      .record(
        variableName,
        z
          .string()
          .regex(
            /^arn:aws[a-z-]*:(ssm:[^:]+:\d{12}:parameter\/|secretsmanager:[^:]+:\d{12}:secret:)/,
            "is no ARN of a secret",
          ),
      )
      .default({}),
    "Environment variables filled from SSM or Secrets Manager when a task starts.",
    "names and ARNs of SSM parameters or Secrets Manager secrets",
    { confidential: true },
  ),
  secretKeyArns: setting(
    z.array(arn("kms")).default([]),
    "Customer-managed keys that the secrets are encrypted with.",
    "a list of ARNs of KMS keys",
  ),
  permissions: setting(
    z.array(permission).default([]),
    "What the application may do in AWS.",
    "a list of { actions, resources }, no * among the actions",
  ),
  healthCheck: healthCheckOf({
    at: "app.healthCheck",
    target: "a task",
    path: "/healthz",
    graceSeconds: 60,
  }),
  spotPercent: setting(
    z.int().min(0).max(100).default(0),
    "Share of tasks on Fargate Spot, in percent.",
    "0 to 100",
  ),
  exec: setting(z.boolean().default(false), "Allow ECS Exec into tasks.", "true or false"),
  readOnlyRootFilesystem: setting(
    z.boolean().default(true),
    "Mount the container's root read-only; /tmp stays writable.",
    "true or false",
  ),
  stopTimeoutSeconds: setting(
    z.int().min(2).max(120).default(30),
    "Seconds from SIGTERM to SIGKILL.",
    "2 to 120",
  ),
  placeholderImage: setting(
    z.string().min(1).default("public.ecr.aws/nginx/nginx:stable-alpine"),
    "Image with nginx and sh that serves until the first release.",
    "the reference of an image that the tasks can pull",
  ),
  logRetentionDays: retentionDays("How long the application's logs are kept."),
};

export const app = section(shape, "The container and its service.")
  .superRefine(
    ({ cpu, memory }, context) => {
      if (isFargateSize(cpu, memory)) return;
      reject(context, {
        path: ["memory"],
        message: `is no size that Fargate pairs with app.cpu ${cpu}`,
        allowed: `with ${cpu} CPU units: ${describeMemory(cpu)}`,
        remedy: "change app.memory, or app.cpu",
      });
    },
    reads("cpu", "memory"),
  )
  .superRefine(
    ({ autoscaling: scaling }, context) => {
      if (!scaling || scaling.max >= scaling.min) return;
      reject(context, {
        path: ["autoscaling", "max"],
        message: `is below app.autoscaling.min (${scaling.min})`,
        allowed: `${scaling.min} or more`,
        remedy: "raise max or lower min",
      });
    },
    reads("autoscaling.min", "autoscaling.max"),
  )
  .superRefine(
    ({ autoscaling: scaling, desiredCount }, context) => {
      if (!scaling || (desiredCount >= scaling.min && desiredCount <= scaling.max)) return;
      reject(context, {
        path: ["desiredCount"],
        message: `lies outside app.autoscaling (${scaling.min} to ${scaling.max})`,
        allowed: `${scaling.min} to ${scaling.max}`,
        remedy: "move it between min and max",
      });
    },
    reads("autoscaling.min", "autoscaling.max", "desiredCount"),
  )
  .superRefine(
    ({ environment, secrets }, context) => {
      for (const name of Object.keys(secrets).filter((name) => Object.hasOwn(environment, name))) {
        reject(context, {
          path: ["secrets", name],
          message: "is set in app.environment too",
          allowed: "each name once, in environment or in secrets",
          remedy: "take it out of one of the two",
        });
      }
    },
    reads("environment", "secrets"),
  )
  .superRefine(
    ({ exec, readOnlyRootFilesystem }, context) => {
      if (!exec || !readOnlyRootFilesystem) return;
      // @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-considerations
      reject(context, {
        path: ["exec"],
        message: "needs a root file system that its agent can write to",
        allowed: "true together with app.readOnlyRootFilesystem: false",
        remedy: "set app.readOnlyRootFilesystem to false, or leave app.exec out",
      });
    },
    reads("exec", "readOnlyRootFilesystem"),
  );

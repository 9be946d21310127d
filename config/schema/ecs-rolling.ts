import * as z from "zod";
import { alarmsOf } from "./alarms";
import { ci } from "./ci";
import { instanceType } from "./fleet";
import { reads, reject, section, setting } from "./setting";

const instances = section(
  {
    instanceType: instanceType(z.string().default("t3.small"), "Type of the instances."),
    minSize: setting(z.int().min(1).max(500).default(2), "Fewest instances.", "1 to 500"),
    maxSize: setting(z.int().min(1).max(500).default(4), "Most instances.", "1 to 500, at least minSize"),
    targetCapacityPercent: setting(
      z.int().min(1).max(100).default(100),
      "Percent of the instances that hold tasks; the rest is free, so that a release need not wait for one.",
      "1 to 100",
    ),
    rootVolumeGiB: setting(
      // The ECS-optimised image takes 30.
      z.int().min(30).max(16384).default(30),
      "Size of an instance's encrypted volume in GiB.",
      "30 to 16384",
    ),
    maxLifetimeDays: setting(
      // @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-max-instance-lifetime.html
      z.int().min(1).max(365).default(30),
      "Days after which an instance is emptied and replaced by one with the newest image.",
      "1 to 365",
    ),
  },
  "The instances that tasks share, with capacity ec2.",
).superRefine(
  ({ minSize, maxSize }, context) => {
    if (maxSize >= minSize) return;
    reject(context, {
      path: ["maxSize"],
      message: `is below ecsRolling.instances.minSize (${minSize})`,
      allowed: `${minSize} or more`,
      remedy: "raise it, or lower minSize",
    });
  },
  reads("minSize", "maxSize"),
);

const registry = z
  .strictObject({
    image: setting(
      z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/)
        // Its rights are given by policies, on both sides, and not by a password.
        .refine((image) => !/^\d{12}\.dkr\.ecr[.-]/.test(image), "is a registry of ECR"),
      "Where images are, without a tag.",
      "a registry and a repository, such as registry.example.com/team/shop; not one of ECR",
    ),
    credentialsArn: setting(
      z
        .string()
        // IAM knows a secret by its whole ARN, with the six characters that AWS has put behind the name.
        .regex(/^arn:aws[a-z-]*:secretsmanager:[^:]+:\d{12}:secret:.+-[A-Za-z0-9]{6}$/)
        .optional(),
      "Secret with the user name and password of a private registry.",
      "the whole ARN of a secret of Secrets Manager; left out, the registry is public",
      { confidential: true },
    ),
  })
  .meta({ description: "A registry of one's own in the place of ECR." });

const shape = {
  capacity: setting(
    z.enum(["ec2", "fargate"]).default("ec2"),
    "What tasks run on: instances of the cluster's own, or Fargate.",
    "ec2 or fargate",
  ),
  instances,
  hostPort: setting(
    z.int().min(0).max(65535).default(0),
    "Port of the instance that a task takes, with capacity ec2; 0 lets Docker choose. A fixed one is there once on each instance.",
    "0 to 65535",
  ),
  minimumHealthyPercent: setting(
    z.int().min(50).max(100).default(100),
    "Percent of the tasks that serve at any time in a release.",
    "50 to 100",
  ),
  maximumPercent: setting(
    z.int().min(101).max(400).default(200),
    "Percent of the tasks that there may be in a release, old and new together.",
    "101 to 400, so many that one more task may start",
  ),
  registry: registry.optional(),
  ci: ci.optional(),
  alarms: alarmsOf("tasks", "What ends a release. The target group has three alarms of its own."),
};

/**
 * Ports that the agent, Docker and SSH keep to themselves on each instance.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
const RESERVED_PORTS = [22, 2375, 2376, 51678, 51679, 51680];

export const ecsRolling = section(shape, "A service whose tasks ECS itself replaces, a few at a time.")
  .superRefine(({ hostPort }, context) => {
    if (!RESERVED_PORTS.includes(hostPort)) return;
    reject(context, {
      path: ["hostPort"],
      message: "is a port that each container instance keeps to itself",
      allowed: `any but ${RESERVED_PORTS.join(", ")}`,
      remedy: "choose another, or 0",
    });
  }, reads("hostPort"))
  .superRefine(
    ({ capacity, hostPort }, context) => {
      if (capacity === "ec2" || hostPort === 0) return;
      reject(context, {
        path: ["hostPort"],
        message: 'is a port of an instance, and ecsRolling.capacity "fargate" has none',
        allowed: '0 with capacity "fargate"',
        remedy: 'leave it out, or set capacity to "ec2"',
      });
    },
    reads("capacity", "hostPort"),
  );

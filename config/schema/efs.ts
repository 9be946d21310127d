import * as z from "zod";
import { drain, fleetOf } from "./fleet";
import { COPY_ROOM, fleetDeployment } from "./fleet-deployment";
import { leavesOne } from "./instance-configuration";
import { type CrossCheck, reads, reject, section, setting } from "./setting";

/** @see https://docs.aws.amazon.com/efs/latest/ug/API_LifecyclePolicy.html */
const IA_DAYS = [1, 7, 14, 30, 60, 90, 180, 270, 365] as const;

/** What the pointer holds before the first release. */
const NO_COLOR = "null";

const color = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, "is no simple name")
  .refine((name) => name !== NO_COLOR, "is what the pointer holds before the first release");

const fileSystem = section(
  {
    colors: setting(
      z.tuple([color, color]).default(["green", "blue"]),
      "Directories that take turns; the first release goes into the first.",
      `two different names of up to 20 lower-case letters, digits and hyphens, beginning with a letter, none of them ${NO_COLOR}`,
    ),
    backup: setting(z.boolean().default(true), "Back the file system up each day.", "true or false"),
    transitionToIaDays: setting(
      z.literal(IA_DAYS).default(30),
      "Days after which a file that nobody reads moves to cheaper storage.",
      `one of ${IA_DAYS.join(", ")}`,
    ),
  },
  "The file system.",
).superRefine(({ colors: [first, second] }, context) => {
  if (first !== second) return;
  reject(context, {
    path: ["colors", 1],
    message: "is the name of the other directory too",
    allowed: "two names that differ",
    remedy: "rename one of the two",
  });
}, reads("colors"));

export const efs = section(
  {
    fileSystem,
    fleet: fleetOf("efs.fleet", { minSize: 1, maxSize: 4, desiredCapacity: 2 }, COPY_ROOM, drain),
    deployment: fleetDeployment,
  },
  "Files on a shared file system, released into a directory of their own.",
).superRefine(...leavesOne("efs", "deployment.configuration"));

/**
 * CodeBuild gives its interface no public address, so that a build in a VPC leaves it through NAT alone.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/vpc-support.html
 */
export const BUILDS_NEED_NAT: CrossCheck = {
  path: ["network", "nat"],
  message: "leaves the builds of ec2-efs-blue-green, which mount its file system in the VPC, no way to AWS",
  allowed: "single or per-az",
  remedy: "choose one of the two",
};

import * as z from "zod";
import { architectureOf } from "../../modules/fleet/instance-type";
import { drain, fleetOf, instanceType } from "./fleet";
import { COPY_ROOM, fleetDeployment } from "./fleet-deployment";
import { leavesOne } from "./instance-configuration";
import { percent, reads, reject, section, setting } from "./setting";

const image = section(
  {
    parentImage: setting(
      z
        .string()
        .regex(
          /^(ami-([0-9a-f]{8}|[0-9a-f]{17})|(\/[\w.-]+)+)$/,
          "is neither an image nor a parameter that holds one",
        )
        .optional(),
      "Image that the golden image is made from.",
      "ami-… with 8 or 17 hexadecimal digits, or the path of an SSM parameter that holds one; left out, the newest Amazon Linux 2023",
    ),
    imagesToKeep: setting(
      z.int().min(1).max(100).default(5),
      "Golden images that are kept; older ones are removed, unless they are in use.",
      "1 to 100",
    ),
    userScript: setting(
      z.string().min(1).max(4000).optional(),
      "Shell script that is run in the image before it is kept.",
      "a script of up to 4000 characters",
      { confidential: true },
    ),
    checkScript: setting(
      z.string().min(1).max(4000).optional(),
      "Shell script that must succeed on an instance of the new image before the image is used.",
      "a script of up to 4000 characters",
      { confidential: true },
    ),
    instanceType: instanceType(
      z.string().optional(),
      "Type of the instances that build and check the image. Left out, the fleet's own.",
    ),
    schedule: setting(
      z
        .string()
        .regex(/^(cron|rate)\([^()]+\)$/)
        .optional(),
      "When an image is baked without a push, such as each month.",
      "an expression such as cron(0 3 1 * ? *), in UTC",
    ),
  },
  "The golden image.",
);

const scaling = section(
  {
    highCpuPercent: setting(percent().default(90), "CPU use above which an instance is added.", "1 to 99"),
    lowCpuPercent: setting(
      percent().default(70),
      "CPU use below which an instance is taken away.",
      "1 to 99, below highCpuPercent",
    ),
    cooldownSeconds: setting(
      z.int().min(60).max(3600).default(300),
      "Seconds from one change of the size to the next.",
      "60 to 3600",
    ),
  },
  "When the number of instances changes.",
).superRefine(
  ({ highCpuPercent, lowCpuPercent }, context) => {
    if (lowCpuPercent < highCpuPercent) return;
    reject(context, {
      path: ["lowCpuPercent"],
      message: `is not below goldenAmi.fleet.scaling.highCpuPercent (${highCpuPercent})`,
      allowed: "1 to 99, below highCpuPercent",
      remedy: `set it to ${highCpuPercent - 1} or less, or raise highCpuPercent`,
    });
  },
  reads("highCpuPercent", "lowCpuPercent"),
);

export const goldenAmi = section(
  {
    image,
    fleet: fleetOf("goldenAmi.fleet", { minSize: 1, maxSize: 4, desiredCapacity: 2 }, COPY_ROOM, {
      ...drain,
      scaling,
    }),
    deployment: fleetDeployment,
  },
  "An application on machines whose image is baked, tested and patched by each release.",
)
  .superRefine(
    ({ image: { instanceType: builder }, fleet: { instanceType } }, context) => {
      if (builder === undefined || architectureOf(builder) === architectureOf(instanceType)) return;
      reject(context, {
        path: ["image", "instanceType"],
        message: `has another processor than goldenAmi.fleet.instanceType ${instanceType}: no instance could boot what it builds`,
        allowed: `a type with ${architectureOf(instanceType)}, or nothing`,
        remedy: "choose another type, or leave it out",
      });
    },
    reads("image.instanceType", "fleet.instanceType"),
  )
  .superRefine(...leavesOne("goldenAmi", "deployment.configuration"));

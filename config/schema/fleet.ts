import * as z from "zod";
import { architectureOf } from "../../modules/fleet/instance-type";
import { healthCheckOf } from "./health-check";
import { type CrossCheck, reads, reject, section, setting } from "./setting";

/** How many instances there are where nothing is said. */
export interface FleetSizes {
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
}

const size = (fallback: number) => z.int().min(1).max(500).default(fallback);

/**
 * The instances of a system.
 *
 * @param at where the group of settings stands, such as `efs.fleet`
 * @param room who has no room where the most are no more than those that are there
 */
export function fleetOf<S extends z.ZodRawShape>(
  at: string,
  sizes: FleetSizes,
  room: Pick<CrossCheck, "message" | "allowed">,
  more: S,
) {
  return section({ ...shapeOf(at, sizes), ...more }, "The instances and how many of them.")
    .superRefine(
      (value, context) => {
        for (const problem of checks(at, value as unknown as FleetSettings, room)) reject(context, problem);
      },
      reads("minSize", "maxSize", "desiredCapacity"),
    )
    .superRefine(
      (value, context) => {
        const { instanceType, architecture } = value as unknown as FleetSettings;
        const own = architectureOf(instanceType);
        if (architecture === undefined || architecture === own) return;
        reject(context, {
          path: ["architecture"],
          message: `is not the processor of ${at}.instanceType ${instanceType}`,
          allowed: `${own}, or nothing`,
          remedy: "leave it out, or choose another instance type",
        });
      },
      reads("instanceType", "architecture"),
    );
}

interface FleetSettings extends FleetSizes {
  readonly instanceType: string;
  readonly architecture?: string;
}

function shapeOf(at: string, sizes: FleetSizes) {
  return {
    instanceType: instanceType(z.string().default("t3.micro"), "Type of the instances."),
    architecture: setting(
      z.enum(["x86_64", "arm64"]).optional(),
      "Processor of the instances and of the build.",
      "x86_64 or arm64; left out, the instance type's own",
    ),
    minSize: setting(size(sizes.minSize), "Fewest instances.", "1 to 500"),
    maxSize: setting(size(sizes.maxSize), "Most instances.", "1 to 500, above desiredCapacity"),
    desiredCapacity: setting(
      size(sizes.desiredCapacity),
      "Instances at the first start; afterwards the group's own.",
      "1 to 500, from minSize to maxSize",
    ),
    rootVolumeGiB: setting(
      // AWS's own image of Amazon Linux 2023 takes 8.
      z.int().min(8).max(16384).default(8),
      "Size of an instance's encrypted volume in GiB.",
      "8 to 16384",
    ),
    healthCheck: healthCheckOf({
      at: `${at}.healthCheck`,
      target: "an instance",
      path: "/",
      graceSeconds: 300,
    }),
  };
}

/** Seconds that requests in flight get, where they are a setting of the fleet's. */
export const drain = {
  deregistrationDelaySeconds: setting(
    z.int().min(0).max(3600).default(30),
    "Seconds that requests in flight get to end when an instance leaves.",
    "0 to 3600",
  ),
};

/** The name of an instance type. */
export function instanceType<T extends z.ZodType>(schema: T, description: string): T {
  return setting(
    schema.refine(
      (name) => name === undefined || /^[a-z][a-z0-9-]*\d[a-z0-9-]*\.[a-z0-9-]+$/.test(String(name)),
      "is no name of an instance type",
    ) as T,
    description,
    "an instance type, such as t3.micro or t4g.small",
  );
}

function* checks(
  at: string,
  { minSize, maxSize, desiredCapacity }: FleetSizes,
  room: Pick<CrossCheck, "message" | "allowed">,
): Generator<CrossCheck> {
  if (desiredCapacity < minSize) {
    yield {
      path: ["desiredCapacity"],
      message: `is below ${at}.minSize (${minSize})`,
      allowed: `${minSize} or more`,
      remedy: "raise it, or lower minSize",
    };
  }
  if (maxSize < desiredCapacity) {
    yield {
      path: ["maxSize"],
      message: `is below ${at}.desiredCapacity (${desiredCapacity})`,
      allowed: `above ${desiredCapacity}`,
      remedy: "raise it, or lower desiredCapacity",
    };
  }
  if (maxSize === desiredCapacity) {
    yield { path: ["maxSize"], ...room, remedy: "raise it, or lower desiredCapacity" };
  }
}

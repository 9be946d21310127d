import * as z from "zod";
import { reject, setting } from "./setting";

/** Every system that can be built: the id of its stack, and what stands behind the name in those of its resources. */
export const SYSTEMS = {
  "ecs-blue-green": "",
  "ec2-efs-blue-green": "-efs",
  "golden-ami-blue-green": "-ami",
  "ec2-rolling": "-roll",
  "ecs-rolling": "-ecs",
} as const;

export type SystemId = keyof typeof SYSTEMS;

const IDS = Object.keys(SYSTEMS) as SystemId[];

/** The beginning of the names of a system's resources. */
export function systemName(name: string, system: SystemId): string {
  return `${name}${SYSTEMS[system]}`;
}

export const systems = setting(
  z
    .array(z.enum(IDS))
    .min(1)
    .superRefine((chosen, context) => {
      chosen.forEach((system, index) => {
        const first = chosen.indexOf(system);
        if (first === index) return;
        reject(context, {
          path: [index],
          message: `names a system that systems[${first}] names already`,
          allowed: "each system once",
          remedy: "take one of the two out",
        });
      });
    })
    .default(["ecs-blue-green"]),
  "The systems to build, a stack each.",
  `a list of ${IDS.join(", ")}, each once`,
);

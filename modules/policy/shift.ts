import { PREDEFINED_SHIFTS, type PredefinedShift, type TrafficShift } from "../pipeline/traffic-shift";
import type { Block } from "./block";

/** How a shift is written: the block with its steps, and the names in it. */
type ShiftForm =
  | { readonly type: "all-at-once" }
  | {
      readonly type: "linear" | "canary";
      readonly block: string;
      readonly percent: string;
      readonly minutes: string;
      readonly defaults?: { readonly percent: number; readonly minutes: number };
    };

/**
 * Kinds of shift, in CodeDeploy's words and in those of ECS.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_TrafficRoutingConfig.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
const SHIFTS: Readonly<Record<string, ShiftForm>> = {
  AllAtOnce: { type: "all-at-once" },
  TimeBasedLinear: { type: "linear", block: "time_based_linear", percent: "percentage", minutes: "interval" },
  TimeBasedCanary: { type: "canary", block: "time_based_canary", percent: "percentage", minutes: "interval" },
  BLUE_GREEN: { type: "all-at-once" },
  LINEAR: {
    type: "linear",
    block: "linear_configuration",
    percent: "step_percent",
    minutes: "step_bake_time_in_minutes",
    defaults: { percent: 10, minutes: 6 },
  },
  CANARY: {
    type: "canary",
    block: "canary_configuration",
    percent: "canary_percent",
    minutes: "canary_bake_time_in_minutes",
    defaults: { percent: 5, minutes: 10 },
  },
};

/** The shift behind the name of a configuration of CodeDeploy's own. */
export function predefinedShift(name: string | undefined): TrafficShift | undefined {
  return PREDEFINED_SHIFTS[name?.replace(/^CodeDeployDefault\./, "") as PredefinedShift];
}

/** The shift of some kind whose steps a block holds; `undefined` where the block does not tell. */
export function shiftOf(kind: string | undefined, block: Block): TrafficShift | undefined {
  const form = SHIFTS[kind ?? ""];
  if (!form || form.type === "all-at-once") return form;
  const steps = block.block(form.block);
  const percent = steps.number(form.percent) ?? form.defaults?.percent;
  const minutes = steps.number(form.minutes) ?? form.defaults?.minutes;
  return percent && minutes !== undefined ? { type: form.type, percent, minutes } : undefined;
}

/** How production traffic moves from the original task set to the replacement. Percent of requests, minutes. */
export type TrafficShift =
  | { readonly type: "all-at-once" }
  | { readonly type: "linear" | "canary"; readonly percent: number; readonly minutes: number };

/** A task definition's name for CodeDeploy's own configurations, without the `CodeDeployDefault.` in front. */
export type PredefinedShift = keyof typeof PREDEFINED_SHIFTS;

/**
 * The configurations that CodeDeploy has for ECS.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configurations-predefined-ecs
 */
export const PREDEFINED_SHIFTS = {
  ECSAllAtOnce: { type: "all-at-once" },
  ECSLinear10PercentEvery1Minutes: { type: "linear", percent: 10, minutes: 1 },
  ECSLinear10PercentEvery3Minutes: { type: "linear", percent: 10, minutes: 3 },
  ECSCanary10Percent5Minutes: { type: "canary", percent: 10, minutes: 5 },
  ECSCanary10Percent15Minutes: { type: "canary", percent: 10, minutes: 15 },
} as const satisfies Readonly<Record<string, TrafficShift>>;

/**
 * The longest that CodeDeploy takes over a shift, in minutes (48 hours).
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html#limits-deployments
 */
export const MAX_SHIFT_MINUTES = 2880;

/** The longest that CodeDeploy keeps the original task set, in minutes. @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BlueInstanceTerminationOption.html */
export const MAX_TERMINATION_WAIT_MINUTES = 2880;

/**
 * Minutes from the first shifted request until all are shifted. A linear shift takes its first step at once, so ten
 * steps of ten percent take nine intervals.
 */
export function shiftMinutes(shift: TrafficShift): number {
  switch (shift.type) {
    case "all-at-once":
      return 0;
    case "canary":
      return shift.minutes;
    case "linear":
      return (Math.ceil(100 / shift.percent) - 1) * shift.minutes;
  }
}

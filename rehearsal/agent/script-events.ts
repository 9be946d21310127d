/**
 * Lifecycle events of a deployment to instances in which scripts of the application run, in order of an in-place deployment
 * with traffic control.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-server
 */
export const SCRIPT_EVENTS = [
  "BeforeBlockTraffic",
  "AfterBlockTraffic",
  "ApplicationStop",
  "BeforeInstall",
  "AfterInstall",
  "ApplicationStart",
  "ValidateService",
  "BeforeAllowTraffic",
  "AfterAllowTraffic",
] as const;

export type ScriptEvent = (typeof SCRIPT_EVENTS)[number];

/** What is done to an instance that is deployed to. */
const INSTALL = [
  "ApplicationStop",
  "DownloadBundle",
  "BeforeInstall",
  "Install",
  "AfterInstall",
  "ApplicationStart",
  "ValidateService",
] as const;

/** What is done to take it out of the load balancer, and to put it in. */
const BLOCK = ["BeforeBlockTraffic", "BlockTraffic", "AfterBlockTraffic"] as const;
const ALLOW = ["BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic"] as const;

export type LifecycleEvent = (typeof INSTALL | typeof BLOCK | typeof ALLOW)[number];

/**
 * Lifecycle events of each part of a deployment, in order.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-run-order
 */
export const EVENTS = {
  install: INSTALL,
  block: BLOCK,
  allow: ALLOW,
  inPlace: [...BLOCK, ...INSTALL, ...ALLOW],
  blueGreen: [...INSTALL, ...ALLOW, ...BLOCK],
} as const satisfies Readonly<Record<string, readonly LifecycleEvent[]>>;

import type { ReleaseView } from "../../../deployment-view/view";
import type { FleetId } from "./fleet-stage";

type DeploymentEnd = "Succeeded" | "Failed" | "Stopped";

/** How a release to instances ends with a fault. */
export interface FleetEnding {
  readonly release: ReleaseView["status"];
  /** Of the deployment; `undefined` where there is none; several where two things end it, and either may be faster. */
  readonly deployment?: DeploymentEnd | readonly DeploymentEnd[];
  readonly reason?: RegExp;
  /** Whose page users meet in the end. */
  readonly page: "old" | "new";
  /** How many values the parameter that a release moves has had. @default - as many as before the release */
  readonly moved?: number;
  /** Instances that there are in the end beside those before. @default 0 */
  readonly more?: number;
  /** What it leaves undone. @default - nothing */
  readonly leaves?: "one in standby";
  /** The replacement itself answers users with errors. */
  readonly harms?: boolean;
  /** @default 240 */
  readonly speed?: number;
}

const SUCCEEDED: FleetEnding = { release: "Succeeded", deployment: "Succeeded", page: "new", moved: 1 };
const failed = (reason: RegExp, rest: Partial<FleetEnding> = {}): FleetEnding => ({
  release: "Failed",
  deployment: "Failed",
  page: "old",
  reason,
  ...rest,
});
const stopped = (reason: RegExp, rest: Partial<FleetEnding> = {}): FleetEnding => ({
  ...failed(reason, rest),
  deployment: "Stopped",
});
const undeployed = (reason: RegExp): FleetEnding => ({ release: "Failed", page: "old", reason });

/** What starts or answers late does so in real time: the clock must leave it some. */
const LATE = { speed: 60 };

/** Scripts give up after so many looks, or at their time-out, whichever is sooner on a machine as busy as this one is. */
const GIVEN_UP = "Script(Failed|TimedOut)";

const EVERYWHERE = {
  "build-fails": undeployed(/Build terminated with state: FAILED/),
  "alarm-red": stopped(/ALARM_ACTIVE/),
};

/** An image that was promoted stays the golden one, whatever becomes of the release behind it. */
const BAKED = Object.fromEntries(
  Object.entries(EVERYWHERE).map(([fault, ending]) => [fault, { ...ending, moved: 1 }]),
);

export const FLEET_ENDINGS: Readonly<Record<FleetId, Readonly<Record<string, FleetEnding>>>> = {
  "ec2-rolling": {
    ...EVERYWHERE,
    "crash-on-start": failed(/HEALTH_CONSTRAINTS.*ApplicationStart: ScriptFailed/),
    // The alarm, or the script that waits for the load balancer.
    unhealthy: failed(
      new RegExp(`ALARM_ACTIVE.*unhealthy|HEALTH_CONSTRAINTS.*ApplicationStart: ${GIVEN_UP}`),
      {
        deployment: ["Failed", "Stopped"],
      },
    ),
    "slow-start=30": SUCCEEDED,
    "slow-start=3600": failed(new RegExp(`HEALTH_CONSTRAINTS.*ApplicationStart: ${GIVEN_UP}`)),
    "errors=30": stopped(/ALARM_ACTIVE.*errors/, { harms: true }),
    // No latency: answers late by real seconds, and three instances have all been released to before the alarm may fire.
    "stop@30": stopped(/MANUAL_STOP/),
    "script-fails": failed(/HEALTH_CONSTRAINTS.*BeforeInstall: ScriptFailed/),
    "script-fails@ApplicationStart": failed(/HEALTH_CONSTRAINTS.*ApplicationStart: ScriptFailed/),
    "script-hangs": failed(/HEALTH_CONSTRAINTS.*BeforeInstall: ScriptTimedOut/),
    "script-hangs@ApplicationStart": failed(/HEALTH_CONSTRAINTS.*ApplicationStart: ScriptTimedOut/),
    // Auto Scaling looks at none in standby, and only a later deployment puts the group back.
    "instance-dies": failed(/HEALTH_CONSTRAINTS.*the instance died/, { leaves: "one in standby" }),
    "scale-out@30": { ...SUCCEEDED, more: 1 },
  },
  "ec2-efs-blue-green": {
    ...EVERYWHERE,
    "crash-on-start": failed(/HEALTH_CONSTRAINTS.*AfterInstall: ScriptFailed/),
    unhealthy: stopped(/ALARM_ACTIVE.*unhealthy/),
    "slow-start=30": SUCCEEDED,
    "slow-start=3600": failed(new RegExp(`HEALTH_CONSTRAINTS.*BeforeAllowTraffic: ${GIVEN_UP}`)),
    "errors=30": stopped(/ALARM_ACTIVE.*errors/, { harms: true }),
    "latency=2500": stopped(/ALARM_ACTIVE.*latency/, LATE),
    "stop@50": stopped(/MANUAL_STOP/),
    "script-fails": failed(/HEALTH_CONSTRAINTS.*BeforeInstall: ScriptFailed/),
    "script-hangs@BeforeAllowTraffic": failed(/HEALTH_CONSTRAINTS.*BeforeAllowTraffic: ScriptTimedOut/),
    "instance-dies": failed(/HEALTH_CONSTRAINTS.*the instance died/),
    "scale-out@30": { ...SUCCEEDED, more: 1 },
    "mount-fails": failed(/HEALTH_CONSTRAINTS.*BeforeInstall: ScriptFailed/),
    "flip-dies": {
      release: "Failed",
      deployment: "Succeeded",
      page: "new",
      reason: /failed to return a result/,
    },
  },
  "golden-ami-blue-green": {
    ...BAKED,
    "crash-on-start": failed(/HEALTH_CONSTRAINTS.*ApplicationStart: ScriptFailed/, { moved: 1 }),
    unhealthy: stopped(/ALARM_ACTIVE.*unhealthy/, { moved: 1 }),
    "slow-start=30": SUCCEEDED,
    "errors=30": stopped(/ALARM_ACTIVE.*errors/, { harms: true, moved: 1 }),
    "latency=2500": stopped(/ALARM_ACTIVE.*latency/, { ...LATE, moved: 1 }),
    "stop@50": stopped(/MANUAL_STOP/, { moved: 1 }),
    "script-fails@ValidateService": failed(/HEALTH_CONSTRAINTS.*ValidateService: ScriptFailed/, { moved: 1 }),
    "script-hangs@ValidateService": failed(/HEALTH_CONSTRAINTS.*ValidateService: ScriptTimedOut/, {
      moved: 1,
    }),
    "instance-dies": failed(/HEALTH_CONSTRAINTS.*the instance died/, { moved: 1 }),
    "scale-out@30": { ...SUCCEEDED, more: 1 },
    "bake-fails": undeployed(/patch/),
    "image-does-not-boot": undeployed(/waitForChecker/),
  },
};

/** What names the release that is served, or the image that it runs on. */
export const MOVED: Readonly<Partial<Record<FleetId, string>>> = {
  "ec2-efs-blue-green": "color",
  "golden-ami-blue-green": "golden-ami",
};

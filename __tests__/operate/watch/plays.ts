import { ALARM, type HookEvent, type Stage } from "../../rehearsal/deployment/stage";
import { ALARM as DEPOT_ALARM, type Depot } from "../../rehearsal/instance-deployment/depot";
import type { Play } from "./rehearsed";
import type { InstancePlay } from "./rehearsed-on-instances";

const shift = { type: "linear", percent: 50, minutes: 1 } as const;
const codeDeploy = { shift };
const native = { shift, engine: "native" } as const;

/** What a hook of CodeDeploy does: it thinks for half a minute, and then reports. */
const reports = (status: string) => async (event: HookEvent, stage: Stage) => {
  await stage.clock.after(30_000);
  stage.report(event, status);
};

/** What a hook of ECS does: it returns its verdict. */
const returns = (hookStatus: string) => async (_: HookEvent, stage: Stage) => {
  await stage.clock.after(30_000);
  return { hookStatus };
};

const ring = ({ alarms }: Stage) => alarms.set(ALARM, "ALARM", "5 datapoints", true);
const stop = ({ deployer }: Stage) => void deployer.stop();
const hooks = { AfterAllowTestTraffic: "check" };
const hooked = { ...native, lifecycleHooks: [{ function: "check", stages: ["POST_TEST_TRAFFIC_SHIFT"] }] };

/** Whole releases of both engines, by how they go. */
export const PLAYS: Readonly<Record<string, Play>> = {
  "CodeDeploy: three commits, of which the second is overtaken": {
    model: codeDeploy,
    functions: { check: reports("Succeeded") },
    hooks,
    commits: ["c0ffee0", "decade0", "facade0"].map((commit) => commit.padEnd(40, "0")),
  },
  "CodeDeploy: people are asked, before it is deployed and before users are moved": {
    model: { ...codeDeploy, ready: { waitMinutes: 10, onTimeout: "STOP_DEPLOYMENT" } },
    approve: { afterMinutes: 2 },
    asks: true,
  },
  "CodeDeploy: an alarm rings": { model: codeDeploy, halfway: ring },
  "CodeDeploy: an operator stops it": { model: codeDeploy, halfway: stop },
  "CodeDeploy: a hook says no": { model: codeDeploy, functions: { check: reports("Failed") }, hooks },
  "ECS itself: two commits": {
    model: hooked,
    functions: { check: returns("SUCCEEDED") },
    commits: ["c0ffee0", "decade0"].map((commit) => commit.padEnd(40, "0")),
  },
  "ECS itself: an alarm rings": { model: native, halfway: ring },
  "ECS itself: an operator stops it": { model: native, halfway: stop },
  "ECS itself: a hook says no": { model: hooked, functions: { check: returns("FAILED") } },
};

const two = ["c0ffee0", "decade0"].map((commit) => commit.padEnd(40, "0"));
const blueGreen = { model: { type: "BLUE_GREEN" } } as const;
const ringOn = ({ alarms }: Depot) => alarms.set(DEPOT_ALARM, "ALARM", "5 datapoints");

/** Whole releases to instances, by how they go. */
export const INSTANCE_PLAYS: Readonly<Record<string, InstancePlay>> = {
  "Instances in place: two commits": { fleet: {}, commits: two },
  "Instances in place: an alarm rings": { fleet: {}, commits: two, halfway: ringOn },
  "Instances in place: a script fails on the second instance": {
    fleet: {},
    commits: two,
    halfway: ({ agent }) => {
      agent.scripts.ValidateService = () => {
        throw new Error("it answers 500");
      };
    },
  },
  "Instances replaced: two commits": { fleet: blueGreen, commits: two },
  "Instances replaced: an alarm rings": { fleet: blueGreen, commits: two, halfway: ringOn },
  "Instances replaced: an operator stops it": {
    fleet: blueGreen,
    commits: two,
    halfway: ({ deployer }) => void deployer.stop(),
  },
};

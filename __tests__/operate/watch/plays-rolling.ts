import { ALARM, type RollingStage } from "../../rehearsal/deployment/rolling/stage";
import type { RollingPlay } from "./rehearsed-rolling";

const ring = ({ alarms }: RollingStage) => alarms.set(ALARM, "ALARM", "5 datapoints", true);

/** Whole releases of a service whose tasks ECS replaces, by how they go. */
export const ROLLING_PLAYS: Readonly<Record<string, RollingPlay>> = {
  "ECS task by task: two commits, one task at a time": {
    options: { desired: 3, model: { maximumPercent: 134 } },
    commits: ["c0ffee0", "decade0"].map((commit) => commit.padEnd(40, "0")),
  },
  "ECS task by task: the circuit breaker takes it back": {
    onStart: ({ clock }, task) => void clock.after(5000).then(() => task.crash()),
  },
  "ECS task by task: new tasks never become healthy": {
    onStart: ({ balancer }, { id }) => balancer.fallIll(id),
  },
  "ECS task by task: an alarm rings in the midst of it": {
    options: { desired: 4, model: { maximumPercent: 125 } },
    begun: async (stage) => {
      await stage.clock.after(90_000);
      ring(stage);
    },
  },
  "ECS task by task: an alarm rings once every task is new": {
    begun: async (stage) => {
      await stage.clock.after(120_000);
      ring(stage);
    },
  },
  "ECS task by task: an operator stops it": {
    begun: async ({ clock, deployer }) => {
      await clock.after(120_000);
      deployer.stop();
    },
  },
};

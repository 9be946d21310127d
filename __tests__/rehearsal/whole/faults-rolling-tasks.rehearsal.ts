import { type Ending, testEndings } from "./fault-matrix";

const SUCCEEDED: Ending = { release: "Succeeded", deployment: "Succeeded" };

/** ECS ends the deployment and brings the last one back. ecs-deploy hears of it, and fails the job. */
const rolledBack = (rest: Partial<Ending> = {}): Ending => ({
  release: "Failed",
  deployment: "Failed",
  reason:
    /^release\.sh ended with exit status 1: error: the deployment has failed, and ECS rolls shop-ecs back to \S+:3: /,
  ...rest,
});

/** What starts late does so in real time: the clock must leave it some. */
const LATE = { speed: 60 };
/** What answers late is counted once it has answered, and alarms are watched for three minutes of AWS alone. */
const VERY_LATE = { speed: 20 };

/** Of whatever the tasks run on. */
const ON_EITHER: Readonly<Record<string, Ending>> = {
  "build-fails": { release: "Failed", reason: /^release\.sh ended with exit status \d+: .*the build fails/ },
  "crash-on-start": rolledBack(),
  // Nothing at ECS ends such a deployment: the time of ecs-deploy is over, and it puts the service back.
  "no-capacity": {
    release: "Failed",
    deployment: "Stopped",
    reason: /error: no task of the new version runs after 900 s/,
  },
};

const ON_INSTANCES: Readonly<Record<string, Ending>> = {
  ...ON_EITHER,
  "image-missing": rolledBack(),
  unhealthy: rolledBack(),
  "slow-start=10": { ...SUCCEEDED, play: LATE },
  "errors=30@after=10": rolledBack({ harms: true }),
  "latency=2500@after=10": rolledBack({ play: VERY_LATE }),
  // A deployment may be what mends it: ECS watches no alarms in one that begins with an alarm.
  "alarm-red": SUCCEEDED,
  "stop@50": rolledBack({ deployment: "Stopped" }),
  // Who is answered by its tasks just then gets no answer: a few in 200 a second.
  "instance-dies": { ...SUCCEEDED, loses: 5 },
};

testEndings("rolled out on instances", ON_INSTANCES, {}, "ecs-rolling");
testEndings("rolled out on Fargate", ON_EITHER, { ecsRolling: { capacity: "fargate" } }, "ecs-rolling");

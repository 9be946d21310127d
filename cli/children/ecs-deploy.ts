import { interruption } from "../ecs-deploy/interruption";
import { runEcsDeploy } from "../ecs-deploy/program";
import { rehearsalClock } from "../ecs-deploy/rehearsal-clock";

// The command itself, as a build in a rehearsal calls it: AWS is where AWS_ENDPOINT_URL says, and time is the rehearsal's.
const [, , , ...args] = process.argv;

void runEcsDeploy(args, process, { clock: rehearsalClock(process.env), signal: interruption() }).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
);

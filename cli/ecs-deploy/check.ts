import { DeployError, EXIT, type ExitCode } from "../../ecs-deploy/failure";
import type { Given } from "./options";

type Check = readonly [isWrong: (given: Given) => unknown, exitCode: ExitCode, message: string];

const only = (option: string, code: ExitCode, flag: keyof Given): Check => [
  (given) => given[flag] !== undefined && !given.runTask,
  code,
  `${option} goes with --run-task alone: add it, or leave ${option} out`,
];

/** What does not go together, in the order in which the script looked: the first that is wrong decides the exit code. */
const CHECKS: readonly Check[] = [
  [
    ({ serviceName, taskDefinition }) => serviceName === undefined && taskDefinition === undefined,
    EXIT.noTarget,
    "it is not said what to release to: give -n/--service-name for a service, or -d/--task-definition for a task definition",
  ],
  [
    ({ serviceName, taskDefinition }) => serviceName !== undefined && taskDefinition !== undefined,
    EXIT.twoTargets,
    "a service and a task definition are both given: leave -n/--service-name or -d/--task-definition out",
  ],
  [
    ({ serviceName, runTask, cluster }) =>
      (serviceName !== undefined || runTask !== undefined) && cluster === undefined,
    EXIT.noCluster,
    "it is not said in which cluster: give -c/--cluster",
  ],
  [
    ({ image, forceNewDeployment, tagOnly, taskDefinitionFile, container, env, secret }) =>
      [image, forceNewDeployment, tagOnly, taskDefinitionFile, container, env, secret].every(
        (given) => given === undefined,
      ),
    EXIT.noImage,
    "it is not said what to release: give -i/--image, --container, -to/--tag-only, --env, --secret or --task-definition-file, or renew the tasks with --force-new-deployment",
  ],
  [
    ({ maxDefinitions }) => !/^-?\d+$/.test(maxDefinitions),
    EXIT.maxDefinitions,
    "--max-definitions is no number: give how many revisions to keep, 0 for all",
  ],
  only("--launch-type", EXIT.launchTypeAlone, "launchType"),
  only("--network-configuration", EXIT.runTaskOptionAlone, "networkConfiguration"),
  only("--wait-for-success", EXIT.runTaskOptionAlone, "waitForSuccess"),
  only("--platform-version", EXIT.platformVersionAlone, "platformVersion"),
  [
    ({ forceNewDeployment, serviceName }) => forceNewDeployment && serviceName === undefined,
    EXIT.failed,
    "--force-new-deployment renews the tasks of a service: give -n/--service-name, not -d/--task-definition",
  ],
];

/** @throws DeployError with the exit code of the script for the same cause */
export function check(given: Given): void {
  const wrong = CHECKS.find(([isWrong]) => isWrong(given));
  if (wrong) throw new DeployError(wrong[2], wrong[1]);
}

/** What was said and does not count; the script was silent about it. */
export function idle(given: Given): string[] {
  const rows: readonly [unknown, string][] = [
    [
      given.forceNewDeployment && given.image,
      "--image does not count: --force-new-deployment registers nothing",
    ],
    [given.serviceName && given.runTask, "--run-task does not count: it goes with --task-definition"],
    [
      given.tagOnly !== undefined && given.tagEnvVar,
      "--tag-env-var does not count: --tag-only gives the tag",
    ],
  ];
  return rows.flatMap(([isSaid, text]) => (isSaid ? [text] : []));
}

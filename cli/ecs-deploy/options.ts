import { Command, Option } from "commander";

/** What was written on the command line, not yet looked at. */
export interface Given {
  readonly awsAccessKey?: string;
  readonly awsSecretKey?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly awsInstanceProfile?: true;
  readonly awsAssumeRole?: string;
  readonly cluster?: string;
  readonly serviceName?: string;
  readonly taskDefinition?: string;
  readonly image?: string;
  readonly timeout: string;
  readonly min?: string;
  readonly max?: string;
  readonly desiredCount?: string;
  readonly tagEnvVar?: string;
  readonly tagOnly?: string;
  readonly maxDefinitions: string;
  readonly taskDefinitionFile?: string;
  readonly enableRollback?: true;
  readonly useLatestTaskDef?: true;
  readonly forceNewDeployment?: true;
  readonly skipDeploymentsCheck?: true;
  readonly runTask?: true;
  readonly launchType?: string;
  readonly platformVersion?: string;
  readonly waitForSuccess?: true;
  readonly networkConfiguration?: string;
  readonly copyTaskDefinitionTags?: true;
  readonly verbose?: true;
  readonly container?: readonly string[];
  readonly env?: readonly string[];
  readonly secret?: readonly string[];
  readonly digest?: string | true;
  readonly checkImage?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly startTimeout?: string;
  readonly drainTimeout?: string;
  readonly shiftTimeout?: string;
  readonly taskTimeout?: string;
  readonly waitStable?: string;
  readonly rollbackOnInterrupt?: true;
  readonly codedeployApplication?: string;
  readonly codedeployGroup?: string;
  readonly codedeployAppspec?: string;
}

type Row = readonly [flags: string, description: string, byDefault?: string];

/** How the description of an option ends that may be given several times. */
const REPEATED = "; may be repeated";

/** Every option, by what it is about. The names above `New` are those of the script. */
const GROUPS: Readonly<Record<string, readonly Row[]>> = {
  "What to release to, one of:": [
    ["-n, --service-name <name>", "service, of the cluster -c"],
    ["-d, --task-definition <name>", "task definition: a family, family:revision or an ARN"],
  ],
  "AWS:": [
    ["-k, --aws-access-key <id>", "access key id (default: $AWS_ACCESS_KEY_ID)"],
    ["-s, --aws-secret-key <key>", "secret access key (default: $AWS_SECRET_ACCESS_KEY)"],
    ["-r, --region <region>", "region (default: $AWS_DEFAULT_REGION)"],
    ["-p, --profile <name>", "profile of AWS's configuration files (default: $AWS_PROFILE)"],
    ["--aws-instance-profile", "take the role of the instance or container that this runs on"],
    ["-a, --aws-assume-role <arn>", "role to take on"],
    ["-v, --verbose", "tell each call of AWS"],
  ],
  "Image:": [
    ["-c, --cluster <name>", "cluster of the service, or of the task"],
    ["-i, --image <image>", "image to run: [registry[:port]/]repository[:tag][@digest]"],
    ["-e, --tag-env-var <name>", "environment variable that holds the tag, where the image has none"],
    ["--tag-only <tag>", "one new tag for every image of the task; also written -to"],
    ["--task-definition-file <file>", "file to take in the place of what is registered"],
    ["--use-latest-task-def", "begin with the newest revision of the family, not with the one that runs"],
    ["--copy-task-definition-tags", "fail where tags cannot be copied; else there is a warning"],
    ["--max-definitions <count>", "active revisions to keep, 0 for all", "0"],
  ],
  "Service:": [
    ["-D, --desired-count <count>", "tasks to keep running"],
    ["-m, --min <percent>", "minimum healthy percent during a deployment"],
    ["-M, --max <percent>", "maximum percent during a deployment"],
    ["-t, --timeout <seconds>", "time for each thing that is waited for", "90"],
    ["--enable-rollback", "put the service back where the deployment fails"],
    ["--force-new-deployment", "renew the tasks, and register nothing"],
    ["--skip-deployments-check", "do not wait until the old tasks are gone"],
  ],
  "Task:": [
    ["--run-task", "run a task of the new revision"],
    ["--wait-for-success", "wait until the task has ended, and fail unless it ended with 0"],
    ["--launch-type <type>", "EC2, FARGATE, EXTERNAL or MANAGED_INSTANCES"],
    ["--platform-version <version>", "version of Fargate's platform"],
    ["--network-configuration <configuration>", "subnets and security groups, as the AWS CLI takes them"],
  ],
  "New:": [
    ["--container <NAME=IMAGE>", `image of one container${REPEATED}`],
    ["--env <NAME=VALUE>", `variable to set, [CONTAINER/]NAME=VALUE${REPEATED}`],
    ["--secret <NAME=ARN>", `secret to set, [CONTAINER/]NAME=ARN${REPEATED}`],
    ["--digest [sha256]", "pin images by digest, and compare what runs"],
    ["--check-image", "ask ECR whether the image is there before anything is changed"],
    ["--dry-run", "show what would change, and change nothing"],
    ["--json", "one JSON object a line, for programs"],
    ["--start-timeout <seconds>", "time for the first new task to run (default: --timeout)"],
    ["--drain-timeout <seconds>", "time for the deployment to be completed (default: --timeout)"],
    [
      "--shift-timeout <seconds>",
      "time for CodeDeploy or ECS to shift users (default: --timeout, else 3600)",
    ],
    ["--task-timeout <seconds>", "time for a task to end (default: --timeout)"],
    ["--wait-stable <seconds>", "watch the service this long after the deployment"],
    ["--rollback-on-interrupt", "put the service back on Ctrl-C, too"],
    ["--codedeploy-application <name>", "application (default: AppECS-<cluster>-<service>)"],
    ["--codedeploy-group <name>", "deployment group (default: DgpECS-<cluster>-<service>)"],
    ["--codedeploy-appspec <file>", "appspec with hooks; its task definition is filled in"],
  ],
};

/** The command with all its options, and nothing that it does. */
export function describeCommand(version: string): Command {
  const command = new Command("ecs-deploy")
    .description("Releases an image to a service of Amazon ECS, and follows it until it runs or has failed.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print this");
  for (const [group, rows] of Object.entries(GROUPS)) {
    for (const [flags, description, byDefault] of rows) {
      const option = new Option(flags, description).helpGroup(group);
      if (description.endsWith(REPEATED)) {
        option.argParser((value, all: readonly string[] = []) => [...all, value]);
      }
      if (byDefault !== undefined) option.default(byDefault);
      command.addOption(option);
    }
  }
  return command.addHelpText("after", AFTER);
}

const AFTER = `
Exit codes:
  0 released   1 failed   3 wrong usage   5 neither -n nor -d   6 both of them   7 no cluster   8 no image
  9 --max-definitions is no number   10-12 an option of --run-task without it   13 no name of an image
  130 interrupted

Examples:
  ecs-deploy -c prod -n shop -i registry.example.com/shop:1.4.2
  ecs-deploy -c prod -n shop -to 1.4.2                           one tag for all images
  ecs-deploy -c prod -n shop -i $REPOSITORY:$TAG --digest        by digest, and what runs is compared
  ecs-deploy -c prod -d migrate -i shop:1.4.2 --run-task --wait-for-success
  ecs-deploy -c prod -n shop -i shop:1.4.2 --dry-run`;

import { Construct } from "constructs";
import type { Account } from "./account";
import { Role } from "./role";

interface JobDescription {
  readonly name: string;
  readonly description: string;
  /** The AWS service that does the job, or the job whose role takes this one on. */
  readonly by: { readonly service: string; readonly anyAccount?: true } | { readonly job: string };
}

/**
 * Every job that needs a role, and who does it. A service acts for this account only (`aws:SourceAccount`), but for
 * those marked `anyAccount`, which AWS takes roles on for without naming an account.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
const JOBS = {
  taskExecution: {
    name: "task-execution",
    description: "Pulls the image, reads secrets, writes logs",
    by: { service: "ecs-tasks" },
  },
  task: { name: "task", description: "What the application itself may do", by: { service: "ecs-tasks" } },
  build: { name: "build", description: "Builds and pushes the image", by: { service: "codebuild" } },
  test: { name: "test", description: "Runs the test stage", by: { service: "codebuild" } },
  deploy: {
    name: "deploy",
    description: "Shifts traffic to the replacement task set",
    by: { service: "codedeploy" },
  },
  release: {
    name: "release",
    description: "Starts and follows an ECS-native deployment",
    by: { service: "codebuild" },
  },
  infrastructure: {
    name: "infrastructure",
    description: "Lets ECS shift traffic itself",
    by: { service: "ecs", anyAccount: true },
  },
  hook: {
    name: "hook",
    description: "Checks green before a user meets it",
    by: { service: "lambda", anyAccount: true },
  },
  callHook: {
    name: "call-hook",
    description: "Lets ECS call the hook",
    by: { service: "ecs", anyAccount: true },
  },
  pipeline: {
    name: "pipeline",
    description: "Takes on the roles of the pipeline's actions",
    by: { service: "codepipeline" },
  },
  sourceAction: {
    name: "source-action",
    description: "Fetches the application's code",
    by: { job: "pipeline" },
  },
  buildAction: { name: "build-action", description: "Starts builds", by: { job: "pipeline" } },
  deployAction: { name: "deploy-action", description: "Starts deployments", by: { job: "pipeline" } },
  events: { name: "events", description: "Starts the pipeline", by: { service: "events" } },
  instance: {
    name: "instance",
    description: "What the instances may do",
    by: { service: "ec2", anyAccount: true },
  },
  deployInstances: {
    name: "deploy",
    description: "Deploys revisions to the instances",
    by: { service: "codedeploy" },
  },
  buildRevision: { name: "build", description: "Builds the revision", by: { service: "codebuild" } },
  invokeAction: { name: "invoke-action", description: "Calls functions", by: { job: "pipeline" } },
  fleetKeeper: {
    name: "fleet-keeper",
    description: "Makes, finds and removes the groups of instances",
    by: { service: "lambda", anyAccount: true },
  },
  flipColor: {
    name: "flip-color",
    description: "Sets the pointer to the color that users meet",
    by: { service: "lambda", anyAccount: true },
  },
  bakeAmi: {
    name: "bake-ami",
    description: "Starts and follows the bakes of images",
    by: { service: "lambda", anyAccount: true },
  },
  automation: { name: "automation", description: "Bakes and checks images", by: { service: "ssm" } },
  imageBuilder: {
    name: "image-builder",
    description: "What an instance may do while its image is baked",
    by: { service: "ec2", anyAccount: true },
  },
  seed: {
    name: "seed",
    description: "Puts the sample into an empty repository",
    by: { service: "lambda", anyAccount: true },
  },
} as const satisfies Readonly<Record<string, JobDescription>>;

export type Job = keyof typeof JOBS;

export interface RolesProps<J extends Job> {
  /** Name of the system: the beginning of each role's name. */
  readonly name: string;
  readonly account: Account;
  readonly jobs: readonly J[];
}

/** One role for each job, none with a permission yet. */
export class Roles<J extends Job> extends Construct {
  private readonly byJob = new Map<Job, Role>();

  constructor(scope: Construct, id: string, { name, account, jobs }: RolesProps<J>) {
    super(scope, id);
    for (const job of jobs) {
      const { name: suffix, description, by }: JobDescription = JOBS[job];
      const trust =
        "service" in by ? { Service: `${by.service}.amazonaws.com` } : { AWS: this.of(by.job as J).arn };
      const limited = "service" in by && !by.anyAccount;
      this.byJob.set(
        job,
        new Role(this, suffix, {
          name: `${name}-${suffix}`,
          description,
          trust,
          condition: limited ? { StringEquals: { "aws:SourceAccount": account.id } } : undefined,
        }),
      );
    }
  }

  /**
   * The role of a job.
   * @throws where the job was not asked for, or stands before the job that takes its role on
   */
  public of(job: J): Role {
    const role = this.byJob.get(job);
    if (!role)
      throw new Error(
        `no role was made for the job '${job}': name it in 'jobs', behind the job that takes it on`,
      );
    return role;
  }
}

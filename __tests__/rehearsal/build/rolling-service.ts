import type { Actions } from "../../../rehearsal/aws";

const ARN = "arn:aws:ecs:eu-central-1:123456789012";
const FAMILY = `${ARN}:task-definition/shop`;

interface Definition {
  readonly containerDefinitions: readonly { readonly name: string; readonly image: string }[];
}

/** A rolling service of one task, as ECS answers for it: the new task runs at the second look, the old one ends at the third. */
export class RollingService {
  public readonly revisions: Definition[] = [];
  private looks = 0;
  private runs = 1;

  /** @param digest what tasks report to run */
  constructor(
    image: string,
    private readonly digest: () => Promise<string | undefined>,
    /** Says why ECS gives a deployment up. @default - it does not */
    private readonly failure?: string,
  ) {
    this.revisions.push({ containerDefinitions: [{ name: "app", image }] });
  }

  public readonly actions: Actions = {
    "ecs.DescribeTaskDefinition": ({ taskDefinition }) => {
      const number = Number(/:(\d+)$/.exec(String(taskDefinition))?.[1] ?? this.revisions.length);
      return { taskDefinition: this.described(number), tags: [] };
    },
    "ecs.RegisterTaskDefinition": (input) => {
      this.revisions.push(input as unknown as Definition);
      return { taskDefinition: this.described(this.revisions.length) };
    },
    "ecs.UpdateService": ({ taskDefinition }) => {
      this.runs = Number(String(taskDefinition).split(":").at(-1));
      this.looks = 0;
      return { service: this.service() };
    },
    "ecs.DescribeServices": () => {
      this.looks += 1;
      return { services: [this.service()], failures: [] };
    },
    "ecs.ListTasks": () => ({ taskArns: [`${ARN}:task/prod/1`] }),
    "ecs.DescribeTasks": async () => ({
      tasks: [
        {
          taskArn: `${ARN}:task/prod/1`,
          taskDefinitionArn: `${FAMILY}:${this.runs}`,
          lastStatus: "RUNNING",
          containers: [{ name: "app", imageDigest: await this.digest() }],
        },
      ],
    }),
  };

  private described(number: number): object {
    return { family: "shop", ...this.revisions[number - 1], taskDefinitionArn: `${FAMILY}:${number}` };
  }

  private service(): object {
    const isReleased = this.runs > 1;
    const running = isReleased && this.looks < 2 ? 0 : 1;
    const isOver = !isReleased || this.looks > 2;
    const rollout = this.failure
      ? { rolloutState: "FAILED", rolloutStateReason: this.failure }
      : { rolloutState: isOver ? "COMPLETED" : "IN_PROGRESS" };
    const own = { id: `ecs-svc/${this.runs}`, status: "PRIMARY", taskDefinition: `${FAMILY}:${this.runs}` };
    return {
      serviceName: "shop",
      status: "ACTIVE",
      taskDefinition: `${FAMILY}:${this.runs}`,
      desiredCount: 1,
      deploymentController: { type: "ECS" },
      deployments: [
        { ...own, runningCount: running, pendingCount: 1 - running, ...(isReleased && rollout) },
        ...(isOver ? [] : [{ id: "ecs-svc/0", status: "ACTIVE", runningCount: 1 }]),
      ],
      events: [],
    };
  }
}

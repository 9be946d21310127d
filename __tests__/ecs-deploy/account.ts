import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { ECRClient } from "@aws-sdk/client-ecr";
import {
  type Deployment,
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import type { mockClient } from "aws-sdk-client-mock";
import type { Clock } from "../../aws/clock";
import { runEcsDeploy } from "../../cli/ecs-deploy/program";
import type { TimedEvent } from "../../ecs-deploy/events";

export type Input = RegisterTaskDefinitionCommandInput;

export const ARN = "arn:aws:ecs:eu-central-1:111122223333:task-definition/";
export const CLUSTER = "prod";
export const SERVICE = "shop";

/** Time that passes where it is waited for, and at once. */
export class TestClock implements Clock {
  private time = Date.parse("2026-01-01T00:00:00Z");

  public now(): number {
    return this.time;
  }

  public async wait(milliseconds: number): Promise<void> {
    this.time += milliseconds;
  }
}

/** A task definition of one container. */
export function web(image = "example.com/shop:1", more: Partial<Input> = {}): Input {
  return {
    family: "web",
    containerDefinitions: [{ name: "web", image, essential: true, memory: 128 }],
    ...more,
  };
}

/** What a service says of the two versions that it runs. */
export interface Look {
  readonly running: number;
  readonly old?: number;
  readonly pending?: number;
  readonly rolloutState?: Deployment["rolloutState"];
  readonly more?: Partial<Service>;
}

/** An account of AWS that answers as it is told, with one cluster, one service, and a family `web`. */
export class Account {
  readonly ecs;
  readonly ecr;
  readonly codeDeploy;
  /** Every revision, by its number less one. */
  readonly revisions: Input[] = [web()];
  /** What the service says from one look to the next, once it was told; the last it says for good. */
  looks: Look[] = [{ running: 2 }];
  /** What it says of itself beside that. */
  service: Partial<Service> = {};
  private isTold = false;
  private runs = `${ARN}web:1`;
  private desired = 2;

  /** @param mock the mocks' maker: a test file that names it keeps a world of its own */
  constructor(mock: typeof mockClient) {
    this.ecs = mock(ECSClient);
    this.ecr = mock(ECRClient);
    this.codeDeploy = mock(CodeDeployClient);
  }

  public reset(): void {
    for (const mock of [this.ecs, this.ecr, this.codeDeploy]) mock.reset();
    this.revisions.splice(0, Number.POSITIVE_INFINITY, web());
    [this.looks, this.service, this.isTold] = [[{ running: 2 }], {}, false];
    [this.runs, this.desired] = [`${ARN}web:1`, 2];
    const mock = this.ecs as unknown as ReturnType<typeof mockClient>;
    mock.on(DescribeTaskDefinitionCommand as never).callsFake((input) => this.describeTaskDefinition(input));
    mock.on(RegisterTaskDefinitionCommand as never).callsFake((input) => {
      this.revisions.push(input);
      return { taskDefinition: { taskDefinitionArn: `${ARN}${input.family}:${this.revisions.length}` } };
    });
    mock.on(ListTaskDefinitionsCommand as never).callsFake(() => ({
      taskDefinitionArns: this.revisions.map(({ family }, index) => `${ARN}${family}:${index + 1}`),
    }));
    mock.on(DeregisterTaskDefinitionCommand as never).resolves({});
    mock.on(DescribeServicesCommand as never).callsFake(() => ({ services: [this.look()] }));
    mock.on(UpdateServiceCommand as never).callsFake((input) => {
      this.isTold = true;
      this.runs = input.taskDefinition ?? this.runs;
      this.desired = input.desiredCount ?? this.desired;
      return { service: this.describe({ running: 0 }) };
    });
  }

  /** Inputs of the calls of one action, in their order. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads of an input what it is about.
  public inputs(mock: "ecs" | "ecr" | "codeDeploy", action: string): any[] {
    return this[mock]
      .calls()
      .filter(({ args: [command] }) => nameOf(command) === action)
      .map(({ args: [command] }) => command.input);
  }

  /** Names of the actions that change something, in their order. */
  public get changes(): string[] {
    return [...this.ecs.calls(), ...this.codeDeploy.calls()]
      .map(({ args: [command] }) => nameOf(command))
      .filter((name) => !/^(Describe|List|Get|BatchGet)/.test(name));
  }

  private describeTaskDefinition({
    taskDefinition = "",
    include = [],
  }: {
    taskDefinition?: string;
    include?: readonly string[];
  }) {
    const [family, revision] = taskDefinition.replace(ARN, "").split(":");
    const newest = this.revisions.findLastIndex((definition) => definition.family === family);
    const number = revision === undefined ? newest + 1 : Number(revision);
    const found = this.revisions[number - 1];
    if (!found) {
      throw Object.assign(new Error("Unable to describe task definition."), { name: "ClientException" });
    }
    const { tags, ...described } = found;
    return {
      taskDefinition: {
        ...described,
        taskDefinitionArn: `${ARN}${found.family}:${number}`,
        revision: number,
        status: "ACTIVE",
        registeredBy: "somebody",
        requiresAttributes: [{ name: "ecs.capability" }],
      },
      ...(include.includes("TAGS") && { tags }),
    };
  }

  private look(): Service {
    if (!this.isTold) return this.describe({ running: this.desired });
    const [look] = this.looks;
    if (this.looks.length > 1) this.looks.shift();
    return this.describe(look ?? { running: this.desired });
  }

  private describe({ running, old = 0, pending = 0, rolloutState = "COMPLETED", more }: Look): Service {
    const own = {
      id: "ecs-svc/2",
      status: "PRIMARY",
      taskDefinition: this.runs,
      runningCount: running,
      createdAt: new Date("2026-01-01"),
    };
    const before = { id: "ecs-svc/1", status: "ACTIVE", runningCount: old };
    return {
      serviceName: SERVICE,
      status: "ACTIVE",
      taskDefinition: this.runs,
      desiredCount: this.desired,
      runningCount: running + old,
      deployments: [
        { ...own, desiredCount: this.desired, pendingCount: pending, rolloutState },
        ...(old > 0 ? [before] : []),
      ],
      ...this.service,
      ...more,
    };
  }
}

function nameOf(command: unknown): string {
  return String((command as { schema?: readonly unknown[] }).schema?.[2]);
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly isTTY?: boolean;
}

/** Runs the command, in this process. */
export async function ecsDeploy(args: readonly string[], options: RunOptions = {}) {
  const written = { stdout: "", stderr: "" };
  const { env = {}, signal, clock = new TestClock(), isTTY = false } = options;
  const exitCode = await runEcsDeploy(
    args,
    {
      stdout: { write: (text) => (written.stdout += text), isTTY },
      stderr: { write: (text) => (written.stderr += text) },
      env: { AWS_DEFAULT_REGION: "eu-central-1", ...env },
    },
    { clock, ...(signal && { signal }) },
  );
  return { exitCode, ...written };
}

/** Runs the command, and reads the events that it writes with `--json`. */
export async function eventsOf(args: readonly string[], options: RunOptions = {}) {
  const { exitCode, stdout } = await ecsDeploy([...args, "--json"], options);
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line): TimedEvent => JSON.parse(line));
  return { exitCode, events, failed: events.find((event) => event.type === "failed") };
}

/** A release to the service. */
export const TO_SERVICE = ["-c", CLUSTER, "-n", SERVICE, "-i", "example.com/shop:2"];

/** The same, put back where the users are not shifted within a minute. */
export const IN_A_MINUTE = [...TO_SERVICE, "--shift-timeout", "60", "--enable-rollback"];

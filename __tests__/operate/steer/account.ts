import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { mockClient } from "aws-sdk-client-mock";
import { at } from "../operator";
import { FakeCodeDeploy } from "./fake-code-deploy";
import { FakeEcs } from "./fake-ecs";
import { FakeGroup } from "./fake-group";
import { FakePipeline } from "./fake-pipeline";

const TEMPLATE = {
  family: "shop",
  containerDefinitions: [{ name: "web", image: "<IMAGE1_NAME>", portMappings: [{ containerPort: 8080 }] }],
};

/** Actions that change nothing. */
const READS = /^(Describe|List|Get|BatchGet)/;

/** Clients whose calls are answered here, and the part that answers. */
const PARTS = [
  [CodeDeployClient, "codeDeploy"],
  [ECSClient, "ecs"],
  [CodePipelineClient, "pipeline"],
  [AutoScalingClient, "group"],
  [SSMClient, "parameters"],
  [ECRClient, "images"],
  [CloudWatchClient, "alarms"],
] as const;

export type Part = (typeof PARTS)[number][1];

/** An account of AWS that goes on a little with each look, as AWS does with time. */
export class Account {
  public readonly codeDeploy = new FakeCodeDeploy();
  public readonly ecs = new FakeEcs();
  public readonly pipeline = new FakePipeline();
  public readonly group = new FakeGroup();
  /** The template of the task, as Terraform writes it. */
  public readonly parameters = {
    GetParameter: () => ({
      Parameter: { Value: JSON.stringify(TEMPLATE), LastModifiedDate: at("10:00:00") },
    }),
  };
  public readonly images = { DescribeImages: () => ({ imageDetails: [] }) };
  /** Names of alarms that ring. */
  public red: string[] = [];
  public readonly alarms = {
    DescribeAlarms: ({ AlarmNames, StateValue }: { AlarmNames: string[]; StateValue?: string }) => ({
      MetricAlarms: AlarmNames.map((AlarmName) => ({
        AlarmName,
        StateValue: this.red.includes(AlarmName) ? "ALARM" : "OK",
        ActionsEnabled: true,
      })).filter((alarm) => StateValue === undefined || alarm.StateValue === StateValue),
    }),
  };
  /** Names of the calls that changed something, in their order. */
  public readonly changes: string[] = [];
  /** Errors that calls of one action are refused with, before they change anything. */
  public readonly refusals = new Map<string, Error>();
  private killedAt = Number.POSITIVE_INFINITY;
  private die: () => void = () => undefined;

  /** @param mock the mocks' maker: a test file that names it keeps a world of its own. @default - it is asked otherwise */
  constructor(mock?: typeof mockClient) {
    if (!mock) return;
    for (const [Client, part] of PARTS) {
      const mocked = mock(Client as never);
      mocked.reset();
      mocked.send.callsFake((command) => {
        const { schema, input } = command as { schema?: readonly unknown[]; input: unknown };
        return this.answer(part, String(schema?.[2]), input) as never;
      });
    }
  }

  /**
   * Has the process die as soon as AWS has done a number of calls that change something: it never hears of the last.
   *
   * @returns resolves when it has died
   */
  public killAfter(changes: number): Promise<void> {
    this.killedAt = this.changes.length + changes;
    return new Promise((resolve) => {
      this.die = () => resolve();
    });
  }

  /** The next process lives. */
  public revive(): void {
    this.killedAt = Number.POSITIVE_INFINITY;
  }

  /** What AWS answers to a call; nothing for ever where the process dies of it. */
  public async answer(part: Part, name: string, input: unknown): Promise<unknown> {
    const refusal = this.refusals.get(name);
    if (refusal) throw refusal;
    const own = this[part] as object as Record<string, ((input: unknown) => unknown) | undefined>;
    const act = own[name];
    if (!act) throw new Error(`the account does not know ${name}`);
    const answer = act.call(own, input);
    if (READS.test(name)) return answer;
    this.changes.push(name);
    if (this.changes.length < this.killedAt) return answer;
    this.die();
    return new Promise(() => undefined);
  }
}

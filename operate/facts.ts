import { DescribeTaskDefinitionCommand, ECSClient, type Service } from "@aws-sdk/client-ecs";
import { UserError } from "../config/user-error";
import { taskDefinitionOf } from "../ecs-deploy/service";
import { type Registrable, toRegistrable } from "../ecs-deploy/task-definition";
import type { Operator } from "./operator";
import { readService } from "./read/service";

/** A revision as AWS has it. */
export interface Revision {
  readonly arn: string;
  /** What can be registered again of it. */
  readonly definition: Registrable;
  /** Milliseconds since the epoch. */
  readonly registeredAt: number;
}

/** What several parts of a command want to know of a system's service: each is asked for once, when it is first needed. */
export class Facts {
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(public readonly operator: Operator) {}

  /** @throws UserError where the system has no service, or it has gone */
  public service(): Promise<Service> {
    return this.once("service", async () => {
      const found = await readService(this.operator);
      if (found) return found;
      throw new UserError(
        `${this.operator.system.stack} has no service of ECS: it is released to instances, and has no task definition`,
      );
    });
  }

  /** The revision that users meet. */
  public async live(): Promise<Revision> {
    return this.revision(taskDefinitionOf(await this.service()));
  }

  /** @param name ARN, `family:revision`, or a family, of which the newest is meant */
  public revision(name: string): Promise<Revision> {
    return this.once(`revision ${name}`, async () => {
      const ecs = this.operator.calls.of("ecs", ECSClient);
      const answer = await ecs(
        new DescribeTaskDefinitionCommand({ taskDefinition: name, include: ["TAGS"] }),
      );
      return {
        arn: answer.taskDefinition?.taskDefinitionArn ?? name,
        definition: toRegistrable(answer, name).definition,
        registeredAt: answer.taskDefinition?.registeredAt?.getTime() ?? 0,
      };
    });
  }

  /** What was asked before is not asked again; who asks at the same time waits for the same answer. */
  public once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const answer = (this.answers.get(key) as Promise<T> | undefined) ?? ask();
    this.answers.set(key, answer);
    return answer;
  }
}

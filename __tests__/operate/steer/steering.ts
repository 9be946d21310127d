import type { Clock } from "../../../aws/clock";
import type { Operator } from "../../../operate/operator";
import type { Command, Wishes } from "../../../operate/steer/model";
import { type Outcome, steer } from "../../../operate/steer/steer";
import { CONTAINERS, INSTANCES, operatorOf } from "../operator";
import type { Account } from "./account";

/** Systems by who releases to them. */
export const SYSTEMS = {
  codedeploy: CONTAINERS,
  native: { ...CONTAINERS, deploymentGroup: undefined },
  rolling: { ...CONTAINERS, stack: "ecs-rolling", pipeline: undefined, deploymentGroup: undefined },
  instances: INSTANCES,
} satisfies Readonly<Record<string, Operator["system"]>>;

/** Waits that no command of these tests comes to: one that waits for ever ends here. */
const MOST_WAITS = 200;

function impatient(): Clock {
  let [time, waits] = [0, 0];
  return {
    now: () => time,
    wait: async (milliseconds) => {
      time += milliseconds;
      waits += 1;
      if (waits > MOST_WAITS) throw new Error("the command waits for ever");
    },
  };
}

export type SystemName = keyof typeof SYSTEMS;

export interface Steered extends Partial<Outcome> {
  readonly told: string[];
  readonly error?: Error & {
    readonly done?: readonly string[];
    readonly left?: readonly string[];
    readonly exitCode?: number;
  };
}

/** Carries a command out as if everything were agreed to. */
export async function steered(
  system: SystemName,
  command: Command,
  wishes: Wishes = {},
  more: {
    readonly confirm?: () => Promise<boolean>;
    readonly operator?: Operator;
    readonly isDry?: boolean;
  } = {},
): Promise<Steered> {
  const told: string[] = [];
  const { operator = { ...operatorOf(SYSTEMS[system]), clock: impatient() }, confirm, isDry = false } = more;
  try {
    const tell = (text: string) => void told.push(text);
    const outcome = await steer(operator, { command, wishes, isDry, show: () => undefined, confirm, tell });
    return { ...outcome, told };
  } catch (error) {
    return { told, error: error as Error };
  }
}

/** Carries it out in a process that dies as soon as AWS has done a number of calls. */
export async function killed(
  account: Account,
  changes: number,
  system: SystemName,
  command: Command,
  wishes: Wishes,
): Promise<void> {
  const died = account.killAfter(changes);
  await Promise.race([died, steered(system, command, wishes)]);
  account.revive();
}

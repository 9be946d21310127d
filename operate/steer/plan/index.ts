import type { Command, Plan, Situation, Wishes } from "../model";
import { readable } from "../revision-name";
import { planApproval } from "./approve";
import { planPause, planResume } from "./door";
import { planRollback } from "./rollback";
import { planStop } from "./stop";

/**
 * What a command does in a situation. It reads nothing and changes nothing.
 *
 * @throws SteerError where it cannot be done, NothingToDo where there is nothing to do it to
 */
export function plan(command: Command, situation: Situation, wishes: Wishes): Plan {
  const made = PLANS[command](situation, wishes);
  return {
    ...made,
    now: readable(made.now),
    after: readable(made.after),
    notes: [...made.notes, ...situation.blind].map(readable),
  };
}

const PLANS: Readonly<Record<Command, (situation: Situation, wishes: Wishes) => Plan>> = {
  approve: planApproval,
  pause: planPause,
  resume: planResume,
  stop: planStop,
  rollback: planRollback,
};

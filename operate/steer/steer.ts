import { UserError } from "../../config/user-error";
import type { Operator } from "../operator";
import { act } from "./act";
import { EXIT, SteerError } from "./failure";
import { look } from "./look";
import type { Command, Plan, Wishes } from "./model";
import type { Tell } from "./perform";
import { plan } from "./plan";
import { nowServed } from "./plan/facts";

/** How a command is carried out. */
export interface Steering {
  readonly command: Command;
  readonly wishes: Wishes;
  /** Shows what would be done, and does nothing. */
  readonly isDry: boolean;
  /** Shown what will be done before it is. */
  show(plan: Plan): void;
  /** Asks whoever sits there. @default - it is done without */
  readonly confirm?: () => Promise<boolean>;
  readonly tell: Tell;
}

/** What came of a command. */
export interface Outcome {
  readonly plan: Plan;
  readonly result: "planned" | "already" | "done";
  readonly done: readonly string[];
  /** Who is served what behind it. */
  readonly users: string;
}

/** What changes whom users are served by, so that it is looked at once more behind it. */
const MOVES: readonly Command[] = ["stop", "rollback"];

/**
 * Looks, plans, asks, acts and looks again.
 *
 * @throws SteerError where it is not done, with what is left then
 */
export async function steer(operator: Operator, steering: Steering): Promise<Outcome> {
  const { command, wishes, isDry, show, confirm, tell } = steering;
  const situation = await look(operator, command, wishes);
  const planned = plan(command, situation, wishes);
  show(planned);
  const users = nowServed(situation);
  if (planned.steps.length === 0) return { plan: planned, result: "already", done: [], users };
  if (isDry) return { plan: planned, result: "planned", done: [], users };
  if (confirm) await agree(operator, steering, planned, confirm);
  const done = await act(operator, planned, tell);
  const behind = MOVES.includes(command) ? await lookBehind(operator, steering, planned) : planned.after;
  return { plan: planned, result: "done", done, users: behind };
}

/** What was done is done, whether it can be looked at or not. */
async function lookBehind(
  operator: Operator,
  { command, wishes }: Steering,
  { after }: Plan,
): Promise<string> {
  try {
    return nowServed(await look(operator, command, wishes));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${after}; it was not looked at again: ${error.message}`;
  }
}

/** People take their time, and another may have acted meanwhile: what was shown must still be what is done. */
async function agree(
  operator: Operator,
  { command, wishes }: Steering,
  shown: Plan,
  confirm: () => Promise<boolean>,
): Promise<void> {
  if (!(await confirm())) throw new SteerError("the answer was no", EXIT.declined);
  const { steps } = plan(command, await look(operator, command, wishes), wishes);
  if (JSON.stringify(steps) === JSON.stringify(shown.steps)) return;
  throw new SteerError(
    "what was shown is not so any more, for something has happened meanwhile. Start again to see what would be done now",
  );
}

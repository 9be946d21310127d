import { CallError } from "../../aws/failure";
import { UserError } from "../../config/user-error";
import type { Operator } from "../operator";
import { type ExitCode, exitCodeOf, SteerError } from "./failure";
import { follow } from "./follow";
import type { Engine, Plan, Step } from "./model";
import { perform, type Tell } from "./perform";
import { describeLeft, describeStep } from "./words";

/** A plan that ended before its end: why, what was done until then, and how it is finished or undone. */
export class Unfinished extends SteerError {
  public override readonly name = "Unfinished";

  constructor(
    reason: string,
    exitCode: ExitCode,
    public readonly done: readonly string[],
    public readonly left: readonly string[],
  ) {
    super(reason, exitCode);
  }
}

/**
 * Does what a plan says, a step after the other, and follows each to its end.
 *
 * A call that changes something is broken off by nobody, so that it is known what it did. What a deployment begins by itself
 * while its pipeline is stopped is stopped as well.
 *
 * @returns what was done
 * @throws Unfinished where AWS refuses, something ends otherwise than it should, or somebody ends the command
 */
export async function act(operator: Operator, { steps }: Plan, tell: Tell): Promise<string[]> {
  const done: Step[] = [];
  const toDo = [...steps];
  let current: Step | undefined;
  try {
    for (current = toDo.shift(); current; current = toDo.shift()) {
      tell(describeStep(current));
      const followed = await perform(operator, current, tell);
      done.push(current);
      const begun = followed && (await follow(operator, followed, tell));
      if (begun && followed && "execution" in followed) {
        tell(`${begun} has begun before the pipeline was stopped: it is stopped, too`);
        const engine = engineOf(operator, begun);
        // ECS knows no other way to stop than back.
        const rollsBack = followed.rollsBack || engine === "native";
        toDo.unshift({ do: "stop-deployment", deployment: begun, engine, rollsBack });
      }
    }
    return done.map(describeStep);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new Unfinished(
      error.message,
      exitCodeOf(error),
      done.map(describeStep),
      left(error, done, current, toDo),
    );
  }
}

/** A system with a pipeline has no rolling deployments. */
function engineOf({ system }: Operator, deployment: string): Engine {
  if (!deployment.startsWith("d-")) return "native";
  return system.service ? "codedeploy" : "instances";
}

/** Whether AWS may have done it all the same: the answer was lost, or AWS itself has failed on the way. */
function isAmbiguous({ refusal, code }: CallError): boolean {
  return refusal === "unreachable" || /^Internal|^ServerException|ServiceUnavailable|^ServerError/.test(code);
}

function left(error: UserError, done: readonly Step[], current: Step | undefined, toDo: readonly Step[]) {
  const last = done.at(-1);
  const isCurrentDone = current === undefined || current === last;
  const open = isCurrentDone ? toDo : [current, ...toDo];
  const isUnsure = !isCurrentDone && error instanceof CallError && isAmbiguous(error);
  if (!last && !isUnsure && current?.do !== "restore-group") return ["nothing was changed"];
  return [
    ...(last ? [`${describeStep(last)}: ${describeLeft(last)}`] : []),
    ...(isUnsure && current
      ? [
          `whether AWS was asked to ${describeStep(current)} is not known: bluegreen status says, and the same command again is safe`,
        ]
      : []),
    ...open.map((step) => `not done: ${describeStep(step)}. The same command again does it`),
  ];
}

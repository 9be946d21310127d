import { StepFailure } from "./model";

type Choice = Readonly<Record<string, unknown>>;

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-branch-condition.html */
const OPERATORS: Readonly<Record<string, (value: unknown, operand: unknown) => boolean>> = {
  StringEquals: (value, operand) => String(value) === String(operand),
  EqualsIgnoreCase: (value, operand) => String(value).toLowerCase() === String(operand).toLowerCase(),
  StartsWith: (value, operand) => String(value).startsWith(String(operand)),
  EndsWith: (value, operand) => String(value).endsWith(String(operand)),
  Contains: (value, operand) => String(value).includes(String(operand)),
  NumericEquals: (value, operand) => Number(value) === Number(operand),
  NumericGreater: (value, operand) => Number(value) > Number(operand),
  NumericLesser: (value, operand) => Number(value) < Number(operand),
  NumericGreaterOrEquals: (value, operand) => Number(value) >= Number(operand),
  NumericLesserOrEquals: (value, operand) => Number(value) <= Number(operand),
  BooleanEquals: (value, operand) => String(value) === String(operand),
};

/**
 * The step that a branch goes on at, by the first choice that holds; `undefined` for the one that follows.
 *
 * @throws StepFailure for an operator that there is not
 */
export function branchTarget({ Choices, Default }: Choice): string | undefined {
  const found = (Array.isArray(Choices) ? Choices : []).find((choice) => holds(choice));
  const target = found?.NextStep ?? Default;
  return target === undefined ? undefined : String(target);
}

function holds(choice: Choice): boolean {
  if (Array.isArray(choice.And)) return choice.And.every(holds);
  if (Array.isArray(choice.Or)) return choice.Or.some(holds);
  if (choice.Not) return !holds(choice.Not as Choice);
  const [name, ...others] = Object.keys(choice).filter((key) => key !== "Variable" && key !== "NextStep");
  const operator = name !== undefined && Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!operator || name === undefined || others.length > 0) {
    throw new StepFailure(
      `a choice compares by ${name ?? "nothing"}, allowed: ${Object.keys(OPERATORS).join(", ")}`,
    );
  }
  return operator(choice.Variable, choice[name]);
}

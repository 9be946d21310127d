import { type Expression, ExpressionError, type Operator } from "./math-syntax";
import {
  type Aggregate,
  aggregate,
  each,
  interpolate,
  isThere,
  type MathValue,
  type Point,
  seriesOf,
  type TimeSeries,
  zip,
} from "./math-value";

/** What an expression may look at. */
export interface MathScope {
  /** The line of an id; `undefined` where there is none. */
  line(id: string): MathValue | undefined;
  /** Every id that may be used. */
  readonly ids: readonly string[];
  /** Every metric, and no expression. */
  metrics(): readonly TimeSeries[];
}

const OPERATORS: Readonly<Record<Operator, (left: number, right: number) => Point>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => (right === 0 ? undefined : left / right),
  "<": (left, right) => Number(left < right),
  ">": (left, right) => Number(left > right),
  "<=": (left, right) => Number(left <= right),
  ">=": (left, right) => Number(left >= right),
  "==": (left, right) => Number(left === right),
  "!=": (left, right) => Number(left !== right),
  "&&": (left, right) => Number(left !== 0 && right !== 0),
  "||": (left, right) => Number(left !== 0 || right !== 0),
};

const FILLS = new Map<string, (points: TimeSeries) => TimeSeries>([
  ["REPEAT", (points) => points.map((point, index) => point ?? points.slice(0, index).findLast(isThere))],
  ["LINEAR", (points) => points.map((point, index) => point ?? interpolate(points, index))],
]);

interface MathFunction {
  readonly takes: number;
  apply(args: readonly Expression[], call: { readonly at: number; readonly scope: MathScope }): MathValue;
}

function aggregating(over: Aggregate): MathFunction {
  return { takes: 1, apply: ([arg], { scope }) => aggregate(evaluate(arg as Expression, scope), over) };
}

const FUNCTIONS = new Map<string, MathFunction>([
  ["SUM", aggregating((values) => values.reduce((total, value) => total + value, 0))],
  ["AVG", aggregating((values) => values.reduce((total, value) => total + value, 0) / values.length)],
  ["MIN", aggregating((values) => values.reduce((least, value) => Math.min(least, value)))],
  ["MAX", aggregating((values) => values.reduce((most, value) => Math.max(most, value)))],
  ["METRICS", { takes: 0, apply: (_, { scope }) => ({ type: "array", series: scope.metrics() }) }],
  [
    "FILL",
    {
      takes: 2,
      apply: (args, { at, scope }) => {
        const [what, by] = args as [Expression, Expression];
        const fill = by.type === "name" ? FILLS.get(by.name) : undefined;
        const value = evaluate(what, scope);
        if (fill) return each(value, fill);
        return zip([value, evaluate(by, scope)], at, ([point, other]) => point ?? other);
      },
    },
  ],
  [
    "IF",
    {
      takes: 3,
      apply: (args, { at, scope }) => {
        const values = args.map((arg) => evaluate(arg, scope));
        return zip(values, at, ([condition, yes, no]) =>
          condition === undefined ? undefined : condition !== 0 ? yes : no,
        );
      },
    },
  ],
]);

/**
 * What an expression comes to. A missing datapoint makes whatever is computed with it missing, and so does a division
 * by zero.
 *
 * @throws ExpressionError if it uses a name, a function or arguments that are not known
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluate(expression: Expression, scope: MathScope): MathValue {
  switch (expression.type) {
    case "number":
      return { type: "number", value: expression.value };
    case "name": {
      const line = scope.line(expression.name);
      if (line) return line;
      const ids = scope.ids.join(", ");
      throw new ExpressionError(`there is no line ${expression.name}; there are ${ids}`, expression.at);
    }
    case "array": {
      const items = expression.items.map((item) => evaluate(item, scope));
      return { type: "array", series: items.flatMap((item) => seriesOf(item, expression.at)) };
    }
    case "operator": {
      const operator = OPERATORS[expression.operator];
      return zip(
        [evaluate(expression.left, scope), evaluate(expression.right, scope)],
        expression.at,
        (points) => {
          const [left, right] = points;
          return left === undefined || right === undefined ? undefined : operator(left, right);
        },
      );
    }
    case "call":
      return call(expression.name, expression.args, expression.at, scope);
  }
}

function call(name: string, args: readonly Expression[], at: number, scope: MathScope): MathValue {
  const called = FUNCTIONS.get(name);
  if (!called) {
    const known = [...FUNCTIONS.keys()].join(", ");
    throw new ExpressionError(`the function ${name} is not known here; there are ${known}`, at);
  }
  if (args.length !== called.takes)
    throw new ExpressionError(`${name} takes ${called.takes} arguments here, not ${args.length}`, at);
  return called.apply(args, { at, scope });
}

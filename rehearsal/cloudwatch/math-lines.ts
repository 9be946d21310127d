import { evaluate } from "./math";
import { type Expression, ExpressionError, parse } from "./math-syntax";
import type { MathValue, TimeSeries } from "./math-value";
import type { MetricQuery } from "./model";

interface Line {
  readonly id: string;
  readonly text: string;
}

type SeriesById = ReadonlyMap<string, TimeSeries>;

/** An expression that cannot be understood, and where. */
class LineError extends Error {
  constructor({ id, text }: Line, { at, message }: ExpressionError) {
    super(`the line ${id}, ${JSON.stringify(text)}, at character ${at + 1}: ${message}`);
  }
}

/** The lines of an alarm: metrics, and expressions over them, of which one is what the alarm looks at. */
export class MathLines {
  /** What is wrong with the lines, a sentence each; only those without problems may be used. */
  public readonly problems: readonly string[];

  private readonly lines: readonly Line[];
  private readonly expressions = new Map<string, Expression>();

  constructor(private readonly queries: readonly MetricQuery[]) {
    this.lines = queries.flatMap(({ id, expression: text }) => (text === undefined ? [] : [{ id, text }]));
    const unreadable = this.problemsOf((line) => this.expressions.set(line.id, parse(line.text)));
    this.problems = unreadable.length > 0 ? unreadable : this.problemsOfUse();
  }

  /** What the alarm looks at, given the datapoints of each metric: as many of each. */
  public result(metrics: SeriesById): TimeSeries {
    const value = this.value(this.resultId, metrics, []);
    return value?.type === "series" ? value.points : [];
  }

  private get resultId(): string {
    return this.queries.find(({ returnData }) => returnData)?.id ?? "";
  }

  private problemsOfUse(): string[] {
    const returned = this.queries.filter(({ returnData }) => returnData).length;
    if (returned !== 1) return [`one of its lines must return data, not ${returned}`];
    const metrics = this.queries.filter(({ metric }) => metric);
    const nothing = new Map(metrics.map(({ id }) => [id, [undefined]]));
    return this.problemsOf(({ id }) => {
      const value = this.value(id, nothing, []);
      if (id === this.resultId && value?.type !== "series")
        throw new ExpressionError(
          `it comes to ${value?.type === "array" ? "several metrics" : "one number"}, not to a series of datapoints`,
          0,
        );
    });
  }

  /** Each problem once, though it is met again by the lines that need the one that has it. */
  private problemsOf(attempt: (line: Line) => void): string[] {
    const problems = this.lines.flatMap((line) => {
      try {
        located(line, () => attempt(line));
        return [];
      } catch (error) {
        if (error instanceof LineError) return [error.message];
        throw error;
      }
    });
    return [...new Set(problems)];
  }

  /** @param users lines that are being evaluated, and need this one */
  private value(id: string, metrics: SeriesById, users: readonly string[]): MathValue | undefined {
    const points = metrics.get(id);
    if (points) return { type: "series", points };
    const [line, expression] = [this.lines.find((one) => one.id === id), this.expressions.get(id)];
    if (!line || !expression) return undefined;
    return located(line, () => {
      if (users.includes(id))
        throw new ExpressionError(`it needs itself: ${[...users, id].join(" needs ")}`, 0);
      return evaluate(expression, {
        ids: this.queries.map((query) => query.id).filter((other) => other !== id),
        line: (other) => this.value(other, metrics, [...users, id]),
        metrics: () => [...metrics.values()],
      });
    });
  }
}

function located<Result>(line: Line, attempt: () => Result): Result {
  try {
    return attempt();
  } catch (error) {
    throw error instanceof ExpressionError ? new LineError(line, error) : error;
  }
}

import { evaluate, type MathScope } from "../../../rehearsal/cloudwatch/math";
import { parse } from "../../../rehearsal/cloudwatch/math-syntax";
import type { TimeSeries } from "../../../rehearsal/cloudwatch/math-value";

const _ = undefined;
const METRICS: Readonly<Record<string, TimeSeries>> = {
  a: [1, 2, 3, 4],
  b: [0, 1, _, 2],
  gap: [_, 10, _, 30],
  none: [_, _, _, _],
};

const SCOPE: MathScope = {
  ids: Object.keys(METRICS),
  line: (id) => (Object.hasOwn(METRICS, id) ? { type: "series", points: METRICS[id] ?? [] } : undefined),
  metrics: () => [METRICS.a, METRICS.b] as TimeSeries[],
};

function value(expression: string): unknown {
  const result = evaluate(parse(expression), SCOPE);
  return result.type === "series" ? result.points : result.type === "array" ? result.series : result.value;
}

describe("metric math", () => {
  test.each<[string, unknown]>([
    ["1 + 2 * 3 - 4 / 2", 5],
    ["(1 + 2) * 3", 9],
    ["10 - 4 - 3", 3],
    ["-2 * -3", 6],
    [".5 * 4", 2],
    ["a", [1, 2, 3, 4]],
    ["a + 1", [2, 3, 4, 5]],
    ["a + b", [1, 3, _, 6]],
    ["a / b", [_, 2, _, 2]],
    ["100 * (FILL(b, 0) + FILL(none, 0)) / a", [0, 50, 0, 50]],
    ["FILL(none, 0)", [0, 0, 0, 0]],
    ["FILL(gap, a)", [1, 10, 3, 30]],
    ["FILL(gap, REPEAT)", [_, 10, 10, 30]],
    ["FILL(gap, LINEAR)", [_, 10, 20, 30]],
    ["FILL(METRICS(), 0)", [METRICS.a, [0, 1, 0, 2]]],
    ["SUM(a)", 10],
    ["AVG(b)", 1],
    ["MIN(gap)", 10],
    ["MAX(a)", 4],
    ["SUM(none)", _],
    ["SUM([a, b])", [1, 3, 3, 6]],
    ["AVG(METRICS())", [0.5, 1.5, 3, 3]],
    ["MIN([a, gap])", [1, 2, 3, 4]],
    ["MAX([a * 2, b])", [2, 4, 6, 8]],
    ["a - MIN(a)", [0, 1, 2, 3]],
    ["IF(a > 2, a, 0)", [0, 0, 3, 4]],
    ["IF(b, 1, 0)", [0, 1, _, 1]],
    ["IF(a >= 2 AND a < 4, 1, 0)", [0, 1, 1, 0]],
    ["IF(a == 1 || a != 3 && a > 3, 1, 0)", [1, 0, 0, 1]],
    ["IF(1 <= 2, a, b)", [1, 2, 3, 4]],
    [
      "a * [a, b]",
      [
        [1, 4, 9, 16],
        [0, 2, _, 8],
      ],
    ],
  ])("%s", (expression, expected) => expect(value(expression)).toEqual(expected));

  test.each<[string, number, string]>([
    ["", 0, "it ends where a number, a name or ( is expected"],
    ["a +", 3, "it ends where a number, a name or ( is expected"],
    ["(a", 2, "it ends where ) is expected"],
    ["a b", 2, "it has b where the end is expected"],
    ["a + * b", 4, "it has * where a number, a name or ( is expected"],
    ["a  ; b", 3, '";" means nothing here'],
    ["1 + c", 4, "there is no line c; there are a, b, gap, none"],
    [
      "1 + constructor(a)",
      4,
      "the function constructor is not known here; there are SUM, AVG, MIN, MAX, METRICS, FILL, IF",
    ],
    ["a + ANOMALY_DETECTION_BAND(a)", 4, "the function ANOMALY_DETECTION_BAND is not known here"],
    ["FILL(a)", 0, "FILL takes 2 arguments here, not 1"],
    ["METRICS(a)", 0, "METRICS takes 0 arguments here, not 1"],
    ["FILL(a, toString)", 8, "there is no line toString"],
    ["SUM([1, a])", 4, "a number is no metric"],
    ["[a, b] + METRICS()", 7, "two arrays cannot be computed with each other"],
  ])("fails for %j and says where", (expression, at, message) => {
    expect(() => value(expression)).toThrow(
      expect.objectContaining({ at, message: expect.stringContaining(message) }),
    );
  });
});

import { array, assert, constantFrom, integer, property, record } from "fast-check";
import { evaluateAlarm } from "../../../rehearsal/cloudwatch/evaluate-alarm";
import type { AlarmModel, ComparisonOperator, MissingData } from "../../../rehearsal/cloudwatch/model";
import { UNHEALTHY } from "./project-alarms";

/** `0` is within the threshold, `X` is not, `-` is missing; newest last. */
function evaluated(alarm: Partial<AlarmModel>, datapoints: string): string {
  const values = datapoints.split(" ").map((one) => (one === "-" ? undefined : one === "X" ? 1 : 0));
  const range = values.map((value, index) => ({ at: index * 60_000, value }));
  return evaluateAlarm({ ...UNHEALTHY, ...alarm }, range)?.value ?? "retained";
}

const TREATMENTS: readonly MissingData[] = ["missing", "ignore", "breaching", "notBreaching"];

function byTreatment(datapointsToAlarm: number, datapoints: string): string[] {
  return TREATMENTS.map((missingData) =>
    evaluated({ evaluationPeriods: 3, datapointsToAlarm, missingData }, datapoints),
  );
}

describe("the tables of CloudWatch's documentation", () => {
  test.each([
    ["0 - X - X", ["OK", "OK", "OK", "OK"]],
    ["- - - - 0", ["OK", "OK", "OK", "OK"]],
    ["- - - - -", ["INSUFFICIENT_DATA", "retained", "ALARM", "OK"]],
    ["0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["- - X - -", ["ALARM", "retained", "ALARM", "OK"]],
  ])("3 out of 3: %s", (datapoints, states) => expect(byTreatment(3, datapoints)).toEqual(states));

  test.each([
    ["0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 - X - -", ["OK", "OK", "ALARM", "OK"]],
    ["- - - - 0", ["OK", "OK", "ALARM", "OK"]],
    ["- - - X -", ["ALARM", "retained", "ALARM", "OK"]],
  ])("2 out of 3: %s", (datapoints, states) => expect(byTreatment(2, datapoints)).toEqual(states));

  test.each(["- - - - X", "- - - X -"])("no alarm too early: %s", (datapoints) => {
    const [missing, ignore] = byTreatment(3, datapoints);
    expect([missing, ignore]).toEqual(["retained", "retained"]);
  });
});

describe("an alarm", () => {
  test.each<[ComparisonOperator, string]>([
    ["GreaterThanThreshold", "OK OK ALARM"],
    ["GreaterThanOrEqualToThreshold", "OK ALARM ALARM"],
    ["LessThanThreshold", "ALARM OK OK"],
    ["LessThanOrEqualToThreshold", "ALARM ALARM OK"],
  ])("compares by %s", (comparison, states) => {
    const alarm = { ...UNHEALTHY, comparison, threshold: 5, evaluationPeriods: 1, datapointsToAlarm: 1 };
    const found = [4, 5, 6].map((value) => evaluateAlarm(alarm, [{ at: 0, value }])?.value);
    expect(found.join(" ")).toBe(states);
  });

  test("finds what counting says, when no datapoint is missing", () => {
    const cases = record({
      values: array(integer({ min: 0, max: 3 }), { minLength: 12, maxLength: 12 }),
      evaluationPeriods: integer({ min: 1, max: 10 }),
      share: integer({ min: 1, max: 10 }),
      missingData: constantFrom(...TREATMENTS),
    });
    assert(
      property(cases, ({ values, evaluationPeriods, share, missingData }) => {
        const datapointsToAlarm = Math.min(share, evaluationPeriods);
        const range = values.slice(-evaluationPeriods - 2).map((value, at) => ({ at, value }));
        const alarm = { ...UNHEALTHY, threshold: 2, evaluationPeriods, datapointsToAlarm, missingData };
        let count = 0;
        for (let index = 12 - evaluationPeriods; index < 12; index += 1)
          if (Number(values[index]) >= 2) count += 1;
        expect(evaluateAlarm(alarm, range)?.value).toBe(count >= datapointsToAlarm ? "ALARM" : "OK");
      }),
    );
  });

  test("is never more alarmed by missing datapoints that do not breach than by those that do", () => {
    const cases = record({
      values: array(constantFrom("0", "X", "-"), { minLength: 5, maxLength: 5 }),
      datapointsToAlarm: integer({ min: 1, max: 3 }),
    });
    assert(
      property(cases, ({ values, datapointsToAlarm }) => {
        const [missing, ignore, breaching, notBreaching] = byTreatment(datapointsToAlarm, values.join(" "));
        if (notBreaching === "ALARM")
          expect([missing, ignore, breaching]).toEqual(["ALARM", "ALARM", "ALARM"]);
        if (breaching === "OK") expect(notBreaching).toBe("OK");
        if (missing === "INSUFFICIENT_DATA") expect(values).not.toContain("X");
      }),
    );
  });
});

describe("the reason of a state", () => {
  const AT = Date.UTC(2026, 11, 31, 23, 57);
  const reason = (alarm: Partial<AlarmModel>, values: readonly (number | undefined)[]) =>
    evaluateAlarm(
      { ...UNHEALTHY, threshold: 1, comparison: "GreaterThanThreshold", ...alarm },
      values.map((value, index) => ({ at: AT + index * 60_000, value })),
    )?.reason;

  test.each<[string, Partial<AlarmModel>, (number | undefined)[]]>([
    [
      "Threshold Crossed: 2 out of the last 2 datapoints [12.5 (31/12/26 23:58:00), 3.0 (31/12/26 23:57:00)] were " +
        "greater than the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).",
      {},
      [3, 12.5],
    ],
    [
      "Threshold Crossed: 1 out of the last 3 datapoints [2.0 (31/12/26 23:58:00)] was greater than the threshold " +
        "(1.0) (minimum 1 datapoint for OK -> ALARM transition).",
      { evaluationPeriods: 3, datapointsToAlarm: 1 },
      [0, 2, 0],
    ],
    [
      "Threshold Crossed: 2 out of the last 3 datapoints [1.0 (31/12/26 23:59:00), 0.0 (31/12/26 23:57:00)] were not " +
        "greater than the threshold (1.0) (minimum 2 datapoints for ALARM -> OK transition).",
      { evaluationPeriods: 3, datapointsToAlarm: 2 },
      [0, 2, 1],
    ],
    [
      "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as " +
        "[NonBreaching].",
      {},
      [undefined, undefined],
    ],
    [
      "Threshold Crossed: 1 datapoint was received for 2 periods and 1 missing datapoint was treated as [Breaching].",
      { missingData: "breaching" },
      [undefined, 2],
    ],
    ["Insufficient Data: 2 datapoints were unknown.", { missingData: "missing" }, [undefined, undefined]],
  ])("%s", (text, alarm, values) => expect(reason(alarm, values)).toBe(text));
});

import type { RealDatapoint } from "./alarm-data";
import type { AlarmModel, ComparisonOperator, MissingData } from "./model";

const COMPARED: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  GreaterThanThreshold: "greater than",
  LessThanThreshold: "less than",
  LessThanOrEqualToThreshold: "less than or equal to",
};

const TREATED: Readonly<Record<MissingData, string>> = {
  breaching: "Breaching",
  notBreaching: "NonBreaching",
  ignore: "Ignore",
  missing: "Missing",
};

/** Why an alarm is in a state, by datapoints alone, in CloudWatch's words. */
export function reasonOfReal(
  alarm: AlarmModel,
  points: readonly RealDatapoint[],
  state: "ALARM" | "OK",
): string {
  const { evaluationPeriods, datapointsToAlarm } = alarm;
  const listed = points.toReversed().map(({ value, at }) => `${double(value)} (${date(at)})`);
  const were = `${points.length === 1 ? "was" : "were"}${state === "OK" ? " not" : ""} ${COMPARED[alarm.comparison]}`;
  const [minimum, transition] =
    state === "ALARM"
      ? [datapointsToAlarm, "OK -> ALARM"]
      : [evaluationPeriods - datapointsToAlarm + 1, "ALARM -> OK"];
  return (
    `Threshold Crossed: ${points.length} out of the last ${counted(evaluationPeriods, "datapoint")} ` +
    `[${listed.join(", ")}] ${were} the threshold (${double(alarm.threshold)}) ` +
    `(minimum ${counted(minimum, "datapoint")} for ${transition} transition).`
  );
}

/** Why an alarm is in a state that missing datapoints had a part in. */
export function reasonOfFilled(alarm: AlarmModel, received: number): string {
  const missing = alarm.evaluationPeriods - received;
  const were = received === 1 ? "1 datapoint was" : `${received || "no"} datapoints were`;
  return (
    `Threshold Crossed: ${were} received for ${counted(alarm.evaluationPeriods, "period")} and ` +
    `${counted(missing, "missing datapoint")} ${missing === 1 ? "was" : "were"} treated as ` +
    `[${TREATED[alarm.missingData]}].`
  );
}

/** Why an alarm cannot tell. */
export function reasonOfUnknown({ evaluationPeriods }: AlarmModel): string {
  const were = evaluationPeriods === 1 ? "was" : "were";
  return `Insufficient Data: ${counted(evaluationPeriods, "datapoint")} ${were} unknown.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** As Java writes a number: `1.0`. */
function double(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `31/12/26 23:59:00`, in UTC. */
function date(at: number): string {
  const [year, month, day, time] = new Date(at).toISOString().slice(2, 19).split(/[-T]/);
  return `${day}/${month}/${year} ${time}`;
}

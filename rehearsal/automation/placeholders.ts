import { ACCOUNT } from "../stack/computed";
import { StepFailure } from "./model";

/** Gives the value of what stands between braces, such as `launch.InstanceId`; `undefined` where there is none. */
export type Lookup = (name: string) => unknown;

const PLACEHOLDER = /\{\{\s*([\w.:-]+)\s*\}\}/g;
const WHOLE = /^\{\{\s*([\w.:-]+)\s*\}\}$/;

/**
 * A copy of a value with every placeholder filled. One that stands alone keeps its type; a list that stands alone in a
 * list becomes a part of it.
 *
 * @throws StepFailure for a placeholder without a value
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-variables.html
 */
export function fill(value: unknown, lookup: Lookup): unknown {
  if (typeof value === "string") return fillText(value, lookup);
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const filled = fill(item, lookup);
      return typeof item === "string" && Array.isArray(filled) ? filled : [filled];
    });
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, lookup)]));
}

function fillText(text: string, lookup: Lookup): unknown {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) return need(whole, lookup);
  return text.replace(PLACEHOLDER, (_, name) => {
    const value = need(name, lookup);
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
}

function need(name: string, lookup: Lookup): unknown {
  const value = lookup(name);
  if (value === undefined || value === null) throw new StepFailure(`{{ ${name} }} has no value`);
  return value;
}

/**
 * What every document can name.
 *
 * @param at AWS milliseconds since the epoch
 */
export function systemVariables(execution: string, region: string, at: number): Record<string, string> {
  const [date = "", time = ""] = new Date(at).toISOString().split("T");
  return {
    "automation:EXECUTION_ID": execution,
    "global:ACCOUNT_ID": ACCOUNT,
    "global:AWS_PARTITION": "aws",
    "global:DATE": date,
    "global:DATE_TIME": `${date}_${time.slice(0, 8).replaceAll(":", ".")}`,
    "global:REGION": region,
  };
}

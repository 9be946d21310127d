import { search } from "jmespath";
import { StepFailure } from "./model";

/** `.name`, `['name']`, `[0]`, `[*]`, `[-1:]`. */
const PART = /^(?:\.([\w-]+)|\[['"]([^'"]+)['"]\]|\[(\*|-?\d*(?::-?\d*)?)\])/;

/**
 * What a selector of a document finds in an answer; `null` where there is nothing.
 *
 * @param path a JSONPath without filters or deep scans, such as `$.Reservations[*].Instances[*].InstanceId`
 * @throws StepFailure for one that is not rehearsed
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeAwsApi.html
 */
export function select(answer: unknown, path: string): unknown {
  let rest = path.replace(/^\$/, "");
  let expression = "@";
  while (rest) {
    const [part, name, quoted, index] = PART.exec(rest) ?? [];
    if (!part) {
      throw new StepFailure(`selector ${path} is not rehearsed, allowed: names, [0], [*] and [0:1]`);
    }
    const key = name ?? quoted;
    if (key !== undefined) expression += `.${JSON.stringify(key)}`;
    // What a list's items have is one flat list.
    else expression += index === "*" ? "[]" : `[${index}]`;
    rest = rest.slice(part.length);
  }
  return search(answer, expression);
}

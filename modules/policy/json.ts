import { type Attributes, Block } from "./block";
import { replaceExpressions } from "./reference";

/** Reads JSON with Terraform references in it; `undefined` where it is known only after Terraform has run. */
export function readJson(text: string): Block | undefined {
  // An expression may hold quotes of its own, which Terraform allows and JSON does not.
  const escaped = replaceExpressions(text, (expression) => JSON.stringify(expression).slice(1, -1));
  const parsed = parse(text) ?? parse(escaped);
  return parsed && new Block(() => parsed);
}

function parse(text: string): Attributes | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a Terraform reference points at: an attribute of a resource or of a data source. */
export interface Reference {
  /** Address without an index, such as `aws_lb.web` or `data.aws_iam_policy_document.build`. */
  readonly address: string;
  /** Canonical type without `data.` in front, such as `aws_lb`. */
  readonly type: string;
  readonly attribute: string;
}

const ADDRESS = "((?:data\\.)?([a-z][a-z0-9_]*)\\.([\\w-]+))";
const REFERENCE = new RegExp(`^\\$\\{${ADDRESS}(?:\\[[^\\]]*\\]|\\.\\*)?\\.([\\w-]+)\\}$`);
const ANY_ADDRESS = new RegExp(`\\b${ADDRESS}`, "g");
const EXPRESSION = /\$\{(?:[^{}]|\{[^{}]*\})*\}/g;

/** Reads a text that is one reference and nothing beside it; `undefined` for every other text. */
export function parseReference(text: string | undefined): Reference | undefined {
  const [, address, type, , attribute] = REFERENCE.exec(text ?? "") ?? [];
  return address && type && attribute ? { address, type: canonicalType(type), attribute } : undefined;
}

/** The provider keeps `aws_alb…` as a second name of `aws_lb…`; rules speak of one. */
export function canonicalType(type: string): string {
  return type.replace(/^aws_alb(?=_|$)/, "aws_lb");
}

/** The addresses that the expressions in a text speak of. */
export function addressesIn(text: string | undefined): readonly string[] {
  const expressions = text?.match(EXPRESSION) ?? [];
  return expressions.flatMap((expression) =>
    [...expression.matchAll(ANY_ADDRESS)].map(([, address]) => address ?? ""),
  );
}

/** A text with each `${…}` replaced. */
export function replaceExpressions(text: string, replace: (expression: string) => string): string {
  return text.replace(EXPRESSION, replace);
}

/** Whether Terraform has to evaluate a text before its value is known. */
export function isExpression(text: string): boolean {
  return text.includes("${");
}

import { UserError } from "../../config/user-error";

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Whether an event is one that a rule of EventBridge is for.
 *
 * @throws UserError for an operator that is not rehearsed, or a pattern that EventBridge would not take
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesEvent(pattern: JsonObject, event: JsonObject): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === "$or") return asList(expected).some((one) => matchesEvent(asObject(one), event));
    const value = event[key];
    if (Array.isArray(expected)) return expected.some((one) => matchesField(one, value));
    const values = Array.isArray(value) ? value : [value];
    return values.some((one) => matchesEvent(asObject(expected), isObject(one) ? one : {}));
  });
}

/** An event matches by any one of a list's values; only `exists` is about the field itself. */
function matchesField(matcher: unknown, value: unknown): boolean {
  if (isObject(matcher) && "exists" in matcher) {
    return (value !== undefined && !isObject(value)) === matcher.exists;
  }
  const values = Array.isArray(value) ? value : [value];
  return values.some((one) => one !== undefined && matchesValue(matcher, one));
}

function matchesValue(matcher: unknown, value: unknown): boolean {
  if (!isObject(matcher)) return matcher === value;
  const [[name, operand] = ["", undefined], ...others] = Object.entries(matcher);
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!operator || others.length > 0) {
    throw new UserError(
      `event pattern: ${JSON.stringify(matcher)} is not rehearsed, allowed: exists, ${Object.keys(OPERATORS).join(", ")}`,
    );
  }
  return operator(operand, value);
}

const OPERATORS: Readonly<Record<string, (operand: unknown, value: unknown) => boolean>> = {
  prefix: ofTexts((text, operand) => text.startsWith(operand)),
  suffix: ofTexts((text, operand) => text.endsWith(operand)),
  "equals-ignore-case": (operand, value) => lower(operand) === lower(value),
  wildcard: (operand, value) => typeof value === "string" && wildcard(String(operand)).test(value),
  "anything-but": (operand, value) => {
    const unwanted = isObject(operand)
      ? Object.entries(operand).flatMap(([name, texts]) => asList(texts).map((text) => ({ [name]: text })))
      : asList(operand);
    return !unwanted.some((one) => matchesValue(one, value));
  },
};

/** The operand is a text, or says that case does not matter. */
function ofTexts(holds: (text: string, operand: string) => boolean) {
  return (operand: unknown, value: unknown): boolean => {
    if (typeof value !== "string") return false;
    if (isObject(operand)) return holds(value.toLowerCase(), lower(operand["equals-ignore-case"]) as string);
    return holds(value, String(operand));
  };
}

/** `*` is any text; a backslash makes it, or another backslash, what it is. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\[*\\]|./gs, (token) => {
    if (token === "*") return ".*";
    return token.slice(-1).replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
  });
  return new RegExp(`^${source}$`, "s");
}

function lower(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function asObject(value: unknown): JsonObject {
  if (isObject(value)) return value;
  throw new UserError(`event pattern: ${JSON.stringify(value)} must be a list of values, or an object`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

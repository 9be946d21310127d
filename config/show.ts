import { isPlainObject } from "./plain-object";

const LONGEST_TEXT = 60;

/** Writes a value for a message: texts quoted, long ones cut, of a group or list only its own plain values. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return cut(`[${value.map(showInner).join(", ")}]`);
  if (isPlainObject(value)) {
    const entries = Object.entries(value).map(([key, inner]) => `${key}: ${showInner(inner)}`);
    return entries.length > 0 ? cut(`{ ${entries.join(", ")} }`) : "{}";
  }
  return showInner(value);
}

/** What lies deeper than one level is not shown: there may be secrets among it. */
function showInner(value: unknown): string {
  if (typeof value === "string")
    return value.length > LONGEST_TEXT
      ? `${JSON.stringify(value.slice(0, LONGEST_TEXT))}… (${value.length} characters)`
      : JSON.stringify(value);
  if (Array.isArray(value)) return value.length > 0 ? "[…]" : "[]";
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "{…}" : String(value);
}

function cut(text: string): string {
  const most = LONGEST_TEXT * 2;
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

import { suggest } from "../../config/suggest";
import { UserError } from "../../config/user-error";
import type { Fault, FaultKind } from "./model";
import { FAULTS, type FaultPart, formOf } from "./table";

/**
 * Reads a fault as the user writes it: `unhealthy`, `errors=30@after=50`, `hook-fails@BeforeAllowTraffic`.
 *
 * @throws UserError that says what is wrong, and how that fault is written
 */
export function parseFault(text: string): Fault {
  const [head = "", ...stages] = text.split("@");
  const { kind, value } = /^(?<kind>[^=]*)(?<value>=.*)?$/s.exec(head)?.groups ?? {};
  if (!isKind(kind)) throw new UserError(unknownKind(text, kind ?? ""));
  const written = [...(value === undefined ? [] : [value]), ...stages.map((stage) => `@${stage}`)];
  const fault: Record<string, unknown> = { kind, text };
  const problems: string[] = [];
  for (const part of FAULTS[kind].parts) {
    const at = written.findIndex((one) => prefixOf(one) === part.prefix);
    const [found] = at < 0 ? [] : written.splice(at, 1);
    const problem = partProblem(part, found?.slice(part.prefix.length));
    if (problem) problems.push(problem);
    else fault[part.property] = found === undefined ? part.default : read(part, found);
  }
  problems.push(...written.map((one) => `${one} is one too many`));
  if (problems.length > 0) {
    throw new UserError(`fault "${text}": ${problems.join("; ")}. Write it as ${formOf(kind)}`);
  }
  return fault as unknown as Fault;
}

function isKind(text = ""): text is FaultKind {
  return Object.hasOwn(FAULTS, text);
}

function unknownKind(text: string, kind: string): string {
  const kinds = Object.keys(FAULTS);
  const meant = suggest(kind, kinds);
  const question = meant ? `: did you mean ${meant}?` : ".";
  return `there is no fault "${text}"${question} Faults: ${kinds.join(", ")}`;
}

function prefixOf(written: string): FaultPart["prefix"] {
  if (written.startsWith("=")) return "=";
  return written.startsWith("@after=") ? "@after=" : "@";
}

function read({ prefix, allowed }: FaultPart, written: string): number | string {
  const text = written.slice(prefix.length);
  return "from" in allowed ? Number(text) : text;
}

function partProblem({ name, allowed, default: fallback }: FaultPart, text?: string): string | undefined {
  if (text === undefined) return fallback === undefined ? `${name} is missing` : undefined;
  if ("from" in allowed) {
    const fits = /^\d+$/.test(text) && Number(text) >= allowed.from && Number(text) <= allowed.to;
    if (fits) return undefined;
    return `${name} is "${text}", allowed: a whole number from ${allowed.from} to ${allowed.to}`;
  }
  if (allowed.includes(text)) return undefined;
  const meant = suggest(text, allowed);
  return `${name} is "${text}", allowed: ${allowed.join(", ")}${meant ? `; did you mean ${meant}?` : ""}`;
}

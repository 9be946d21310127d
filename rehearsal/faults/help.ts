import type { FaultKind } from "./model";
import { FAULTS, formOf } from "./table";

/** All faults and what they do, a line each, for the help of a command. */
export function faultHelp(): string {
  const rows = Object.entries(FAULTS).map(
    ([kind, { description }]) => [formOf(kind as FaultKind), description] as const,
  );
  const width = Math.max(...rows.map(([form]) => form.length));
  return rows.map(([form, description]) => `  ${form.padEnd(width)}  ${description}`).join("\n");
}

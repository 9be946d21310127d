import type { Finding } from "../release-check";

/** A finding in one line. @param bold how to draw attention to a word */
export function describeFinding(
  { level, file, line, message, remedy }: Finding,
  bold: (text: string) => string,
): string {
  return `${file}${line === undefined ? "" : `:${line}`}: ${bold(`${level}:`)} ${message}; ${remedy}`;
}

/** A number and a noun, in the plural where there is not one. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

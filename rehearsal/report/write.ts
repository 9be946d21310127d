import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../../config/user-error";
import { renderHtml } from "./html";
import type { Report } from "./schema";

/**
 * Writes a report for programs; `docs/rehearsal-report.schema.json` says what is in it.
 *
 * @throws UserError if the file cannot be written
 */
export function writeJson(file: string, report: Report): Promise<void> {
  return writeWhole(file, `${JSON.stringify(report, null, 2)}\n`);
}

/**
 * Writes a report for people, as one page that needs nothing else.
 *
 * @throws UserError if the file cannot be written
 */
export function writeHtml(file: string, report: Report): Promise<void> {
  return writeWhole(file, renderHtml(report));
}

/** Written aside and moved, so that nobody reads a part of it, and an older one stays if this fails. */
async function writeWhole(file: string, content: string): Promise<void> {
  const part = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(part, content);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `The report cannot be written to ${JSON.stringify(file)}: ${reason}. Name a file in a folder that you may write to.`,
    );
  }
}

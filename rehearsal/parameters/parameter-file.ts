import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { ParameterVersion } from "./model";

/** What is kept of a parameter. */
export interface KeptParameter {
  /** Value that the stack declared when it was last read; `undefined` for one that the stack does not declare. */
  readonly declared?: string;
  /** The oldest first. */
  readonly versions: readonly ParameterVersion[];
  /** Number that was given last. */
  readonly last: number;
}

/** Parameters by name, as they are written to disk: a rehearsal that was killed goes on with what it had. */
export class ParameterFile {
  /** @param file path of the JSON. @default - nothing is kept */
  constructor(private readonly file: string | undefined) {}

  public read(): Map<string, KeptParameter> {
    if (!this.file || !existsSync(this.file)) return new Map();
    return new Map(Object.entries(JSON.parse(readFileSync(this.file, "utf8"))));
  }

  /** The file is whole at any time, also in a kill. */
  public write(parameters: ReadonlyMap<string, KeptParameter>): void {
    if (!this.file) return;
    const part = `${this.file}.part`;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(part, JSON.stringify(Object.fromEntries(parameters)));
    renameSync(part, this.file);
  }
}

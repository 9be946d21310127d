import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { checkApplication, type Finding, type StackFacts, stackFacts } from "../../release-check";
import type { Settings } from "../helpers/synth";
import { ecsBlueGreen } from "../helpers/systems";

export const SAMPLE = resolve(__dirname, "../../app-sample/ecs-blue-green");

/** What is changed of the sample: a file's new text, or what is replaced in it; `undefined` takes the file away. */
export type Edits = Readonly<Record<string, string | readonly [string, string] | undefined>>;

/** A copy of the sample that tests may change. */
export class Sample {
  readonly folder = mkdtempSync(join(tmpdir(), "application-"));

  constructor(sample = SAMPLE) {
    cpSync(sample, this.folder, { recursive: true });
  }

  /** @throws Error where an edit changes nothing */
  edit(edits: Edits): void {
    for (const [name, edit] of Object.entries(edits)) {
      const file = join(this.folder, name);
      mkdirSync(dirname(file), { recursive: true });
      if (edit === undefined) rmSync(file);
      else if (typeof edit === "string") writeFileSync(file, edit);
      else {
        const text = readFileSync(file, "utf8");
        if (!text.includes(edit[0])) throw new Error(`${name} does not hold ${edit[0]}`);
        writeFileSync(
          file,
          text.replace(edit[0], () => edit[1]),
        );
      }
    }
  }

  /** Findings as a user reads them, from inside the folder. */
  check(stack: StackFacts): string[] {
    return checkApplication({ folder: this.folder, stack }).map((finding) => this.describe(finding));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private describe({ file, line, level, message, remedy }: Finding): string {
    const path = file.startsWith("/") ? relative(this.folder, file) : file;
    return `${path}${line === undefined ? "" : `:${line}`}: ${level}: ${message}; ${remedy}`;
  }
}

/** Checks the sample with some edits. */
export function checkSample(stack: StackFacts, edits: Edits = {}, folder = SAMPLE): string[] {
  const sample = new Sample(folder);
  try {
    sample.edit(edits);
    return sample.check(stack);
  } finally {
    sample.remove();
  }
}

/** Facts of the main system with some settings. */
export function facts(settings: Settings = {}): StackFacts {
  return stackFacts("ecs-blue-green", JSON.parse(ecsBlueGreen(settings).text));
}

import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of its own to load a configuration from, as the working folder of a test. */
export class Project {
  public readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "bluegreen-config-")));
  private readonly home = process.cwd();

  public constructor() {
    process.chdir(this.folder);
  }

  /** Writes a file as it would have been saved some time ago. */
  public write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    utimesSync(path, 1, 1);
  }

  public remove(): void {
    process.chdir(this.home);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

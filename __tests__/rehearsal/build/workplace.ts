import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BuildHost, runBuild } from "../../../rehearsal/build";
import type { BuildProjectModel, BuildResult } from "../../../rehearsal/build/model";
import { processes } from "./processes";

export interface RunOptions {
  readonly project?: Partial<BuildProjectModel>;
  readonly host?: Partial<BuildHost>;
  readonly signal?: AbortSignal;
  /** Told each line as it comes. */
  readonly onLine?: (line: string) => void;
}

/** A source in a folder, and builds of it. */
export class Workplace {
  public readonly folder = mkdtempSync(join(tmpdir(), "build-"));
  public readonly source = join(this.folder, "source");
  public log: string[] = [];
  private number = 0;

  constructor() {
    mkdirSync(this.source);
  }

  public write(name: string, text: string): void {
    const path = join(this.source, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Runs a buildspec of the source. */
  public async run(
    buildspec: string,
    { project, host, signal, onLine }: RunOptions = {},
  ): Promise<BuildResult> {
    this.write("buildspec.yml", buildspec);
    this.log = [];
    const folder = join(this.folder, `build-${++this.number}`);
    mkdirSync(folder);
    return runBuild(
      {
        project: {
          name: "shop-build",
          buildspec: "buildspec.yml",
          image: "aws/codebuild/standard:7.0",
          computeType: "BUILD_GENERAL1_SMALL",
          timeoutMinutes: 1,
          environment: [],
          ...project,
        },
        source: this.source,
        folder,
        commit: "5c".repeat(20),
        number: this.number,
        say: (line) => {
          this.log.push(line);
          onLine?.(line);
        },
        signal: signal ?? new AbortController().signal,
      },
      {
        processes,
        path: join(this.folder, "stand-ins"),
        environment: {},
        parameters: () => undefined,
        region: "eu-central-1",
        accountId: "123456789012",
        pipeline: "shop",
        ...host,
      },
    );
  }

  /** What commands printed, without what the build says itself. */
  public printed(): string[] {
    return this.log.filter((line) => !line.startsWith("[Container]"));
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A buildspec with commands in its phases. */
export function buildspec(
  phases: Readonly<Record<string, readonly string[] | object>>,
  rest: object = {},
): string {
  const entries = Object.entries(phases).map(([name, phase]) => [
    name,
    Array.isArray(phase) ? { commands: phase } : phase,
  ]);
  return JSON.stringify({ version: 0.2, phases: Object.fromEntries(entries), ...rest });
}

/** Phases as `NAME STATUS`. */
export function outline({ phases }: BuildResult): string[] {
  return phases.map(({ name, status }) => `${name} ${status}`);
}

import { UserError } from "./user-error";

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /**
   * Where it stands: a setting (`network.zones`), one of an environment (`environments.prod.network.zones`), the name
   * of an environment variable, or a place in the file (`bluegreen.config.ts:3:5`).
   */
  readonly path: string;
  /** The environment that brings the problem about, where the value itself stands outside of it. */
  readonly environment?: string;
  /** What is wrong; reads on from the path: "is too small". */
  readonly message: string;
  /** The value found, as it is shown. */
  readonly received?: string;
  /** What may stand there, in words. */
  readonly allowed?: string;
  /** What to do. */
  readonly remedy: string;
}

/** Everything that is wrong with a configuration, told at once. */
export class ConfigError extends UserError {
  public override readonly name = "ConfigError";

  public constructor(
    /** The file, as the user knows it. */
    file: string,
    /** The same for machines. */
    public readonly problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${count} in the configuration ${file}`, ...problems.map(format)].join("\n\n"), options);
  }
}

function format({ path, environment, message, received, allowed, remedy }: ConfigProblem): string {
  const where = environment ? `${path}, in environment ${environment},` : path;
  const details = Object.entries({ received, allowed, fix: remedy })
    .filter(([, text]) => text !== undefined)
    .map(([label, text]) => `    ${`${label}:`.padEnd(10)}${text}`);
  return [`  ${where} ${message}`, ...details].join("\n");
}

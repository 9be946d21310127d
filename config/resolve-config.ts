import { ConfigError, type ConfigProblem } from "./config-error";
import type { ConfigFile } from "./define-config";
import { findings } from "./finding";
import { formatPath } from "./path";
import { isPlainObject } from "./plain-object";
import { type Config, fileSchema } from "./schema";
import { show } from "./show";
import { suggest } from "./suggest";
import { ENVIRONMENT_VARIABLE, unknownVariables, variableLayers } from "./variables";
import { checkVariant } from "./variant";
import { wording } from "./wording";

export interface ResolveConfigOptions {
  /** Environment whose settings are laid over the others. @default - `BLUEGREEN_ENV`, else none */
  readonly environment?: string;
  /** Environment variables: those in the README's table win over the file. @default - none */
  readonly env?: NodeJS.ProcessEnv;
  /** What errors call the file. @default "bluegreen.config.ts" */
  readonly file?: string;
}

/**
 * Checks a configuration and fills in its defaults. Every environment is checked, so that what is wrong with one shows
 * in each.
 *
 * @throws ConfigError with everything that is wrong
 */
export function resolveConfig(
  { environments, ...base }: ConfigFile,
  { environment, env = {}, file = "bluegreen.config.ts" }: ResolveConfigOptions = {},
): Config {
  const chosen = chosenEnvironment({ environment, env });
  const named = Object.entries(environments ?? {})
    .filter(([, settings]) => isPlainObject(settings))
    .map(([name, settings]) => ({ name, settings }));
  const used = named.find(({ name }) => name === chosen);
  const inUse = checkVariant({ base, environment: used, variables: variableLayers(env) });
  const problems = [
    ...unknownVariables(env),
    ...misshapenEnvironments(environments),
    ...(chosen === undefined || used ? inUse.problems : [unknownEnvironment(chosen, environment, named)]),
    ...named
      .filter((other) => other !== used)
      .flatMap((other) => checkVariant({ base, environment: other }).problems),
  ];
  if (!inUse.config || problems.length > 0) throw new ConfigError(file, withoutTwins(problems));
  return inUse.config;
}

/** The environment asked for: by the caller, else by a variable, of which an empty one counts as not set. */
export function chosenEnvironment({ environment, env = {} }: ResolveConfigOptions): string | undefined {
  return environment ?? (env[ENVIRONMENT_VARIABLE] || undefined);
}

function unknownEnvironment(
  chosen: string,
  option: string | undefined,
  named: readonly { readonly name: string }[],
): ConfigProblem {
  const names = named.map(({ name }) => name);
  const meant = suggest(chosen, names);
  return {
    path: option === undefined ? ENVIRONMENT_VARIABLE : "environment",
    message: "names no environment of this configuration",
    received: show(chosen),
    allowed: names.length > 0 ? names.join(", ") : "nothing, for the configuration has no environments",
    remedy: meant ? `did you mean ${meant}?` : "choose another, or add it under environments",
  };
}

function misshapenEnvironments(environments: unknown): ConfigProblem[] {
  const { error } = fileSchema.shape.environments.safeParse(environments, { error: wording });
  const issues = (error?.issues ?? []).map((issue) => ({ ...issue, path: ["environments", ...issue.path] }));
  return findings(issues, { environments }).map((finding) => ({
    ...finding,
    path: formatPath(finding.path),
  }));
}

/** The same problem of the base shows in every environment. */
function withoutTwins(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

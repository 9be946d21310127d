import { resolve } from "node:path";
import { readConfigFile } from "./config-file";
import { fileLabel } from "./file-error";
import { chosenEnvironment, resolveConfig } from "./resolve-config";
import type { Config } from "./schema";

export interface LoadConfigOptions {
  /** The file, from the working folder. @default "bluegreen.config.ts" */
  readonly file?: string;
  /** Environment whose settings are laid over the others. @default - `BLUEGREEN_ENV`, else none */
  readonly environment?: string;
  /** Environment variables: those in the README's table win over the file. */
  readonly env: NodeJS.ProcessEnv;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly environment: string | undefined;
  /** Absolute path. */
  readonly file: string;
}

/**
 * Reads, checks and completes the configuration of a project.
 * @throws ConfigError with everything that is wrong with it
 */
export function loadConfig({
  file = "bluegreen.config.ts",
  environment,
  env,
}: LoadConfigOptions): LoadedConfig {
  const path = resolve(file);
  const config = resolveConfig(readConfigFile(path), { environment, env, file: fileLabel(path) });
  return { config, environment: chosenEnvironment({ environment, env }), file: path };
}

import { ConfigError, type ConfigFile, type ResolveConfigOptions, resolveConfig } from "../../config";

/** The smallest configuration that there is. */
export const least = { name: "shop" } as const;

/** What a user reads of a configuration that is not accepted, between two line breaks; any shape may be tried. */
export function reportOf(config: object, options?: ResolveConfigOptions): string {
  return `\n${errorOf(config, options).message}\n`;
}

/** The error for a configuration that is not accepted. */
export function errorOf(config: object, options?: ResolveConfigOptions): ConfigError {
  try {
    resolveConfig(config as ConfigFile, options);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

export { ConfigError, type ConfigProblem } from "./config-error";
export { type ConfigFile, defineConfig, type Overlay } from "./define-config";
export { type LoadConfigOptions, type LoadedConfig, loadConfig } from "./load-config";
export { type ResolveConfigOptions, resolveConfig } from "./resolve-config";
export { type Config, type ConfigInput, configSchema } from "./schema";
export { UserError } from "./user-error";

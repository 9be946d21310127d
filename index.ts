/** The public interface of the package. What is not exported here may change in any version. */
export { type Config, type ConfigFile, type ConfigInput, defineConfig, resolveConfig } from "./config";
export * from "./modules/app_infra";
export * from "./modules/ecs";
export * from "./modules/networking";
export * from "./modules/pipeline";
export * from "./modules/policy";
export * from "./modules/security";
export { EcsBlueGreen, type EcsBlueGreenModules, type EcsBlueGreenProps } from "./stacks/ecs-blue-green";
export { StateBackend, type StateBackendProps } from "./stacks/state-backend";
export { SystemStack } from "./stacks/system-stack";

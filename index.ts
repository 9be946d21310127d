/** The public interface of the package. What is not exported here may change in any version. */
export { type Config, type ConfigFile, type ConfigInput, defineConfig, resolveConfig } from "./config";
export * from "./modules/app_infra";
export * from "./modules/ecs";
export * from "./modules/file_system";
export * from "./modules/fleet";
export * from "./modules/golden_ami";
export * from "./modules/networking";
export * from "./modules/pipeline";
export * from "./modules/policy";
export * from "./modules/security";
export { Ec2EfsBlueGreen } from "./stacks/ec2-efs-blue-green";
export { Ec2Rolling } from "./stacks/ec2-rolling";
export { EcsBlueGreen, type EcsBlueGreenModules, type EcsBlueGreenProps } from "./stacks/ecs-blue-green";
export { FleetStack, type FleetStackProps } from "./stacks/fleet-stack";
export { GoldenAmiBlueGreen } from "./stacks/golden-ami-blue-green";
export { StateBackend, type StateBackendProps } from "./stacks/state-backend";
export { SystemStack } from "./stacks/system-stack";

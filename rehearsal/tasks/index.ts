export { type ChooseRuntimeOptions, chooseRuntime } from "./choose-runtime";
export { type HealthCheck, type HealthCheckOptions, startHealthCheck } from "./health/health-check";
export type * from "./model";

export { type BundledFunctionProps, bundledFunction } from "./bundled-function";
export { type CallAfterDeploymentsProps, callAfterDeployments } from "./call-after-deployments";

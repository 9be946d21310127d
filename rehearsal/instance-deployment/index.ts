export { type CodeDeployActionsProps, codeDeployActions } from "./code-deploy-actions";
export { InstanceDeployer, type InstanceDeployerProps } from "./deployer";
export type { StateChange } from "./records";

/** How many instances change at a time: a configuration of CodeDeploy's by name, or how many serve meanwhile. */
export type InstanceConfiguration =
  | "OneAtATime"
  | "HalfAtATime"
  | "AllAtOnce"
  | { readonly minimumHealthyHosts?: number; readonly minimumHealthyPercent?: number };

/**
 * The fewest instances that serve while a fleet is released to. CodeDeploy rounds a share up. A fleet of one can be
 * released to by `OneAtATime`: nothing serves then.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configuration-server
 */
export function fewestHealthy(configuration: InstanceConfiguration, instances: number): number {
  switch (configuration) {
    case "OneAtATime":
      return instances - 1;
    case "HalfAtATime":
      return Math.ceil(instances / 2);
    case "AllAtOnce":
      return 0;
    default:
      return (
        configuration.minimumHealthyHosts ??
        Math.ceil((instances * (configuration.minimumHealthyPercent ?? 0)) / 100)
      );
  }
}

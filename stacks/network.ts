import type { Construct } from "constructs";
import type { Config } from "../config/schema";
import { existingNetwork, type Network, Networking, type NetworkingProps } from "../modules/networking";
import type { Account } from "../modules/security";

/** How a network of the system's own is made. */
export type MakeNetworking = (scope: Construct, props: NetworkingProps) => Network;

/** The network of a system: an existing one where the configuration names it, else one of its own. */
export function networkOf(
  scope: Construct,
  { network }: Config,
  { name, account, hook }: { readonly name: string; readonly account: Account; readonly hook?: boolean },
  make: MakeNetworking = (scope, props) => new Networking(scope, "networking", props),
): Network {
  if (network.existing) return existingNetwork(network.existing);
  return make(scope, {
    ...network,
    name,
    account,
    hook,
    flowLogRetentionDays: network.flowLogs ? network.flowLogRetentionDays : 0,
  });
}

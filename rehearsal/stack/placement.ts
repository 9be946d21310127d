import type { PlacementModel } from "./model";
import type { Resource } from "./resources";

/**
 * Where the tasks of a service run: nothing here acts on it, and whoever asks AWS for the service is told of it.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
export function readPlacement(service: Resource): PlacementModel {
  const network = service.block("network_configuration");
  return {
    subnets: network.list("subnets"),
    securityGroups: network.list("security_groups"),
    assignsPublicIp: network.flag("assign_public_ip"),
    capacityProviders: service.blocks("capacity_provider_strategy").map((strategy) => ({
      capacityProvider: strategy.text("capacity_provider") ?? "",
      weight: strategy.number("weight") ?? 0,
      base: strategy.number("base") ?? 0,
    })),
  };
}

import type { PlacementModel } from "../stack/model";

/**
 * Where tasks run, as ECS tells it of a service and of a task set.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
 */
export function placed(placement: PlacementModel | undefined) {
  if (!placement) return {};
  const { assignsPublicIp, capacityProviders, securityGroups, subnets } = placement;
  return {
    ...(capacityProviders.length > 0 && { capacityProviderStrategy: capacityProviders }),
    ...(subnets.length > 0 && {
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets,
          securityGroups,
          assignPublicIp: assignsPublicIp ? "ENABLED" : "DISABLED",
        },
      },
    }),
  };
}

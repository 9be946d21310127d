import type { Service, UpdateServiceRequest } from "@aws-sdk/client-ecs";
import type { ServiceOptions } from "./options";

type Sizes = Pick<UpdateServiceRequest, "desiredCount" | "deploymentConfiguration">;

/**
 * Desired count and percentages, where they were asked for. The rest of the deployment configuration stays: UpdateService
 * keeps what is left out of it, but a circuit breaker is sent along lest it be lost.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export function sizesOf(target: ServiceOptions, { deploymentConfiguration }: Service): Sizes {
  const { desiredCount, minimumHealthyPercent, maximumPercent } = target;
  const hasPercent = minimumHealthyPercent !== undefined || maximumPercent !== undefined;
  return {
    ...(desiredCount !== undefined && { desiredCount }),
    ...(hasPercent && {
      deploymentConfiguration: {
        ...deploymentConfiguration,
        ...(minimumHealthyPercent !== undefined && { minimumHealthyPercent }),
        ...(maximumPercent !== undefined && { maximumPercent }),
      },
    }),
  };
}

/** The same as they were before a release, where it was asked to change them. */
export function sizesBefore(target: ServiceOptions, service: Service): Sizes {
  const changed = sizesOf(target, service);
  return {
    ...(changed.desiredCount !== undefined && { desiredCount: service.desiredCount }),
    ...(changed.deploymentConfiguration && { deploymentConfiguration: service.deploymentConfiguration }),
  };
}

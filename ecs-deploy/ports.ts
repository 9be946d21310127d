import type { LoadBalancer, Service, UpdateServiceRequest } from "@aws-sdk/client-ecs";
import type { Registrable } from "./task-definition";

/**
 * What the service is told of its load balancers where a container listens on another port from now on: ECS refuses a
 * task definition that has not the port which the service names. A container with several ports is left to whoever
 * knows which one is meant.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html loadBalancers
 */
export function movedPorts(
  { loadBalancers = [] }: Service,
  definition: Registrable,
): Pick<UpdateServiceRequest, "loadBalancers"> {
  const moved = loadBalancers.map((balancer) => withPortOf(balancer, definition));
  return moved.some((balancer, index) => balancer !== loadBalancers[index]) ? { loadBalancers: moved } : {};
}

function withPortOf(balancer: LoadBalancer, { containerDefinitions = [] }: Registrable): LoadBalancer {
  const container = containerDefinitions.find(({ name }) => name === balancer.containerName);
  const ports = (container?.portMappings ?? []).map(({ containerPort }) => containerPort);
  const [only, ...others] = ports;
  if (only === undefined || others.length > 0 || only === balancer.containerPort) return balancer;
  return { ...balancer, containerPort: only };
}

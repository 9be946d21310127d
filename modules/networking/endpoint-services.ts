/** VPC endpoints of the gateway kind: free, a route in the route tables. */
export const GATEWAY_SERVICES = ["s3", "dynamodb"] as const;

/** VPC endpoints of the interface kind: an address in each private subnet, paid by the hour. */
export const INTERFACE_SERVICES = [
  "codedeploy",
  "ecr.api",
  "ecr.dkr",
  "kms",
  "logs",
  "secretsmanager",
  "ssm",
  "ssmmessages",
] as const;

/** Every service that this project can make a VPC endpoint for. */
export const ENDPOINT_SERVICES = [...GATEWAY_SERVICES, ...INTERFACE_SERVICES] as const;

export type EndpointService = (typeof ENDPOINT_SERVICES)[number];

/** Whether the endpoint of a service is of the gateway kind. */
export function isGateway(service: EndpointService): boolean {
  return (GATEWAY_SERVICES as readonly string[]).includes(service);
}

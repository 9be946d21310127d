import type { Config } from "../config/schema";

/** With a certificate users arrive on 443, and on 80 only to be sent there. */
export function productionPorts({ certificateArn, redirectHttp }: Config["loadBalancer"]): number[] {
  if (!certificateArn) return [80];
  return redirectHttp ? [80, 443] : [443];
}

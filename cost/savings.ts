import { monthly, type PriceName, round } from "./prices";
import type { Line, Saving } from "./sheet";

/** @param lines what is paid for at rest */
export function findSavings(lines: readonly Line[]): Saving[] {
  return IDEAS.map(({ month, ...idea }) => ({ ...idea, month: round(month(lines)) })).filter(
    ({ month }) => month > 0,
  );
}

const IDEAS: readonly (Omit<Saving, "month"> & { readonly month: (lines: readonly Line[]) => number })[] = [
  {
    setting: 'network.nat: "single"',
    but: "when its zone fails, no private subnet reaches the internet",
    month: (lines) => {
      const gateways = lines.filter(({ price }) => price === "natGatewayHour").length;
      return (gateways - 1) * (monthly("natGatewayHour", 1) + monthly("publicIpv4Hour", 1));
    },
  },
  {
    setting: "loadBalancer.internal: true",
    but: "only the VPC and networks joined to it reach the application",
    month: (lines) =>
      cost(
        lines.filter(({ resource, price }) => resource.startsWith("aws_lb.") && price === "publicIpv4Hour"),
      ),
  },
  {
    setting: 'app.architecture: "arm64"',
    but: "the image must be built for it",
    month: (lines) => {
      const x86 = lines.filter(({ price }) => price.startsWith("fargateX86"));
      return (
        cost(x86) -
        cost(x86.map((line) => ({ ...line, price: line.price.replace("X86", "Arm") as PriceName })))
      );
    },
  },
];

function cost(lines: readonly Line[]): number {
  return lines.reduce((total, { price, count }) => total + monthly(price, count), 0);
}

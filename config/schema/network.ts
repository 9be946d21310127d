import * as z from "zod";
import {
  type Cidr,
  contains,
  formatCidr,
  LONGEST_SUBNET_PREFIX,
  overlaps,
  parseCidr,
  partPrefix,
} from "../../modules/networking/cidr";
import { ENDPOINT_SERVICES } from "../../modules/networking/endpoint-services";
import { cidr, reads, reject, retentionDays, section, setting } from "./setting";

const existing = z
  .strictObject({
    vpcId: setting(z.string().regex(/^vpc-[0-9a-f]+$/), "The VPC to build in.", "the id of a VPC, vpc-…"),
    publicSubnetIds: subnetIds("Subnets of the load balancer, in different zones."),
    privateSubnetIds: subnetIds(
      "Subnets of the tasks and the hook, in different zones, with a way out to AWS.",
    ),
    natAddresses: setting(
      z.array(cidr()).default([]),
      "Public addresses that the private subnets leave from: the hook reaches the test listener from them.",
      "a list of IPv4 blocks, such as 203.0.113.7/32",
    ),
  })
  .meta({ description: "An existing VPC to use; no VPC, subnet or gateway is made then." });

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
function isVpcSize(block: string): boolean {
  const prefix = parseCidr(block)?.prefix ?? 16;
  return prefix >= 16 && prefix <= 28;
}

const shape = {
  cidr: setting(
    cidr().refine(isVpcSize, "is no size that AWS gives a VPC").default("10.1.0.0/16"),
    "Addresses of the VPC.",
    "an IPv4 block from /16 to /28",
  ),
  zones: setting(z.int().min(2).max(6).default(2), "Availability Zones to spread over.", "2 to 6"),
  publicSubnets: setting(
    z.array(cidr()).optional(),
    "Blocks of the public subnets, one a zone.",
    "one IPv4 block for each zone, within the VPC's, none overlapping",
  ),
  privateSubnets: setting(
    z.array(cidr()).optional(),
    "Blocks of the private subnets, one a zone.",
    "one IPv4 block for each zone, within the VPC's, none overlapping",
  ),
  nat: setting(
    z.enum(["none", "single", "per-az"]).default("single"),
    "NAT gateways. `none` puts the tasks into the public subnets, closed but to the load balancer.",
    "none, single or per-az",
  ),
  endpoints: setting(
    z.array(z.enum(ENDPOINT_SERVICES)).default(["s3"]),
    "VPC endpoints. `s3` and `dynamodb` are free gateways; the others cost by the hour and zone.",
    `a list of ${ENDPOINT_SERVICES.join(", ")}`,
  ),
  flowLogs: setting(
    z.boolean().default(true),
    "Record the VPC's traffic in CloudWatch Logs.",
    "true or false",
  ),
  flowLogRetentionDays: retentionDays("How long flow logs are kept."),
  existing: existing.optional(),
};

export const network = section(shape, "Where the system lives.").superRefine(
  (value, context) => {
    const vpc = parseCidr(value.cidr);
    if (vpc && !value.existing) checkSubnets(value, vpc, context);
  },
  reads("cidr", "zones", "publicSubnets", "privateSubnets"),
);

interface SubnetSettings {
  readonly cidr: string;
  readonly zones: number;
  readonly publicSubnets?: string[];
  readonly privateSubnets?: string[];
}

function checkSubnets(value: SubnetSettings, vpc: Cidr, context: z.RefinementCtx): void {
  if (!value.publicSubnets && !value.privateSubnets) {
    const prefix = partPrefix(vpc, value.zones * 2);
    if (prefix > LONGEST_SUBNET_PREFIX) {
      reject(context, {
        path: ["cidr"],
        message: `is too small for ${value.zones * 2} subnets in ${value.zones} zones: each would be a /${prefix}`,
        allowed: `a block that holds ${value.zones * 2} subnets of /${LONGEST_SUBNET_PREFIX} or larger`,
        remedy: `use a /${vpc.prefix - (prefix - LONGEST_SUBNET_PREFIX)} or larger, or fewer zones`,
      });
    }
    return;
  }
  const blocks: { path: (string | number)[]; block: Cidr }[] = [];
  for (const key of ["publicSubnets", "privateSubnets"] as const) {
    const given = value[key] ?? [];
    if (given.length !== value.zones) {
      reject(context, {
        path: [key],
        message: `has ${given.length} where ${value.zones} zones need ${value.zones}`,
        allowed: "one block for each zone, public and private alike",
        remedy: `give ${value.zones} blocks in ${key}, or leave both publicSubnets and privateSubnets out`,
      });
    }
    given.forEach((text, index) => {
      const block = parseCidr(text);
      if (block) blocks.push({ path: [key, index], block });
    });
  }
  blocks.forEach(({ path, block }, index) => {
    const twin = blocks.slice(0, index).find((other) => overlaps(other.block, block));
    if (twin) {
      reject(context, {
        path,
        message: `overlaps network.${twin.path[0]}[${twin.path[1]}] (${formatCidr(twin.block)})`,
        allowed: "blocks that share no address",
        remedy: "move one of the two",
      });
    }
    if (!contains(vpc, block) || block.prefix > LONGEST_SUBNET_PREFIX) {
      reject(context, {
        path,
        message: `is no subnet of ${value.cidr}`,
        allowed: `a block of /${LONGEST_SUBNET_PREFIX} or larger within ${value.cidr}`,
        remedy: "choose a block within network.cidr",
      });
    }
  });
}

function subnetIds(description: string) {
  return setting(
    z.array(z.string().regex(/^subnet-[0-9a-f]+$/)).min(2),
    description,
    "a list of at least two subnet ids, subnet-…",
  );
}

import { AT } from "../addresses";
import { hcl, same } from "../hcl";
import type { Row } from "../row";

const INTERFACES = [
  "codedeploy",
  "ecr.api",
  "ecr.dkr",
  "kms",
  "logs",
  "secretsmanager",
  "ssm",
  "ssmmessages",
] as const;

const part = (type: string, name: string, numbers: readonly number[], attribute = "id") =>
  numbers.map((number) => `${type}.networking_${name}_${number}.${attribute}`);

const PLACE = `jsondecode(${AT.place}.value).AwsvpcConfiguration`;

/** Where the system lives. */
export const NETWORK_ROWS: readonly Row[] = [
  {
    name: "nat-none",
    config: { network: { nat: "none" }, deployment: { checks: [] } },
    counts: { aws_nat_gateway: 0, aws_eip: 0, aws_subnet: 4, aws_route: 1, aws_vpc_endpoint: 2 },
    planned: {
      "tasks have addresses of their own": `${AT.service}.network_configuration[0].assign_public_ip`,
      "a hook without a check stays out of the VPC": `length(${AT.hook}.vpc_config) == 0`,
      "the hook reports over an endpoint": `aws_vpc_endpoint.networking_endpoints_codedeploy.service_name == "com.amazonaws.us-east-1.codedeploy"`,
    },
    applied: {
      "tasks live in the public subnets": same(
        `${AT.service}.network_configuration[0].subnets`,
        part("aws_subnet", "subnets_public", [1, 2]),
      ),
      "so do those of releases": `${PLACE}.AssignPublicIp == "ENABLED" && ${same(
        `${PLACE}.Subnets`,
        part("aws_subnet", "subnets_public", [1, 2]),
      )}`,
    },
  },
  {
    name: "nat-per-az",
    config: { network: { nat: "per-az", zones: 3, cidr: "10.7.0.0/16" } },
    counts: { aws_nat_gateway: 3, aws_eip: 3, aws_subnet: 6, aws_route_table: 4, aws_route: 4 },
    planned: {
      "public subnets spread over three zones": `length(distinct([${part("aws_subnet", "subnets_public", [1, 2, 3], "availability_zone")}])) == 3`,
      "private subnets spread over three zones": `length(distinct([${part("aws_subnet", "subnets_private", [1, 2, 3], "availability_zone")}])) == 3`,
      "subnets are equal parts of the VPC": same(
        `[${part("aws_subnet", "subnets_public", [1, 2, 3], "cidr_block")}]`,
        [hcl("10.7.0.0/20"), hcl("10.7.16.0/20"), hcl("10.7.32.0/20")],
      ),
    },
    applied: Object.fromEntries(
      [1, 2, 3].flatMap((zone) => [
        [
          `private subnet ${zone} leaves through the gateway of its own zone`,
          `aws_route.networking_nat_route_${zone}.nat_gateway_id == aws_nat_gateway.networking_nat_gateway_${zone}.id && aws_route.networking_nat_route_${zone}.route_table_id == aws_route_table.networking_subnets_private_${zone}_routes.id && aws_nat_gateway.networking_nat_gateway_${zone}.subnet_id == aws_subnet.networking_subnets_public_${zone}.id`,
        ],
        [
          `the test listener lets the hook in from gateway ${zone}`,
          `aws_vpc_security_group_ingress_rule.security_groups_load_balancer_from_hook_${zone}.cidr_ipv4 == "\${aws_eip.networking_nat_address_${zone}.public_ip}/32"`,
        ],
      ]),
    ),
  },
  {
    name: "existing-vpc",
    config: {
      network: {
        existing: {
          vpcId: "vpc-0a1b2c3d4e5f60718",
          publicSubnetIds: ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"],
          privateSubnetIds: ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"],
          natAddresses: ["203.0.113.7/32"],
        },
      },
    },
    counts: {
      aws_vpc: 0,
      aws_subnet: 0,
      aws_internet_gateway: 0,
      aws_nat_gateway: 0,
      aws_vpc_endpoint: 0,
      aws_flow_log: 0,
    },
    planned: {
      "the load balancer is in the public subnets": same(`${AT.loadBalancer}.subnets`, [
        hcl("subnet-0aaaaaaaaaaaaaaa1"),
        hcl("subnet-0aaaaaaaaaaaaaaa2"),
      ]),
      "tasks are in the private subnets": same(`${AT.service}.network_configuration[0].subnets`, [
        hcl("subnet-0bbbbbbbbbbbbbbb1"),
        hcl("subnet-0bbbbbbbbbbbbbbb2"),
      ]),
      "target groups are in the VPC": `${AT.blue}.vpc_id == "vpc-0a1b2c3d4e5f60718" && ${AT.green}.vpc_id == "vpc-0a1b2c3d4e5f60718"`,
      "the test listener lets the hook in from where it leaves": `aws_vpc_security_group_ingress_rule.security_groups_load_balancer_from_hook_1.cidr_ipv4 == "203.0.113.7/32"`,
    },
  },
  {
    name: "endpoints",
    config: { network: { endpoints: ["s3", "dynamodb", ...INTERFACES] } },
    counts: { aws_vpc_endpoint: 2 + INTERFACES.length },
    planned: Object.fromEntries(
      INTERFACES.map((service) => [
        `${service} answers under its own name`,
        `${endpoint(service)}.private_dns_enabled && ${endpoint(service)}.service_name == "com.amazonaws.us-east-1.${service}"`,
      ]),
    ),
    applied: Object.fromEntries([
      ...INTERFACES.map((service) => [
        `${service} has an address in each private subnet`,
        same(`${endpoint(service)}.subnet_ids`, part("aws_subnet", "subnets_private", [1, 2])),
      ]),
      [
        "Amazon S3 is reached from each route table",
        same(`${endpoint("s3")}.route_table_ids`, [
          "aws_route_table.networking_subnets_public_routes.id",
          "aws_route_table.networking_subnets_private_1_routes.id",
          "aws_route_table.networking_subnets_private_2_routes.id",
        ]),
      ],
    ]),
  },
];

function endpoint(service: string): string {
  return `aws_vpc_endpoint.networking_endpoints_${service.replace(".", "_")}`;
}

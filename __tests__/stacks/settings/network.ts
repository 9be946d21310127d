import { HOOK, INGRESS, LOAD_BALANCER, PLACE, type Row, SERVICE, TARGET_GROUPS } from "./row";

const EXISTING = {
  vpcId: "vpc-1",
  publicSubnetIds: ["subnet-1", "subnet-2"],
  privateSubnetIds: ["subnet-3", "subnet-4"],
  natAddresses: ["203.0.113.7/32"],
};
const IN_EXISTING = { network: { existing: EXISTING } };
const OWN_BLOCKS = {
  network: {
    publicSubnets: ["10.1.0.0/24", "10.1.1.0/24"],
    privateSubnets: ["10.1.2.0/24", "10.1.3.0/24"],
  },
};
const MOVED = ["subnet-8", "subnet-9"];
const GROUPS = "aws_security_group.security_groups_{hook,load_balancer,tasks}";
const FLOW_LOGS = [
  "aws_cloudwatch_log_group.networking_flow_logs_logs",
  "aws_flow_log.networking_flow_logs",
  "aws_iam_role.networking_flow_logs_role",
  "aws_iam_role_policy.networking_flow_logs_role_policy",
];

const subnet = (name: string) => `aws_subnet.networking_subnets_${name}`;
const subnetIds = (kind: string, count: number) =>
  Array.from({ length: count }, (_, index) => `\${${subnet(`${kind}_${index + 1}`)}.id}`);
const blocks = (ofPublic: string[], ofPrivate: string[]) =>
  Object.fromEntries(
    Object.entries({ public: ofPublic, private: ofPrivate }).flatMap(([kind, cidrs]) =>
      cidrs.map((cidr, index) => [subnet(`${kind}_${index + 1}`), { cidr_block: cidr }]),
    ),
  );

export const NETWORK: readonly Row[] = [
  {
    setting: "network.cidr",
    value: "10.9.0.0/16",
    changed: {
      "aws_vpc.networking_vpc": { cidr_block: "10.9.0.0/16" },
      ...blocks(["10.9.0.0/20", "10.9.16.0/20"], ["10.9.128.0/20", "10.9.144.0/20"]),
    },
  },
  {
    setting: "network.zones",
    value: 3,
    added: [
      "aws_route.networking_nat_route_3",
      "aws_route_table.networking_subnets_private_3_routes",
      "aws_route_table_association.networking_subnets_{private,public}_3_association",
      subnet("{private,public}_3"),
    ],
    changed: {
      "aws_vpc_endpoint.networking_endpoints_s3": {
        route_table_ids: ["public", "private_1", "private_2", "private_3"].map(
          (name) => `\${aws_route_table.networking_subnets_${name}_routes.id}`,
        ),
      },
      [SERVICE]: { "network_configuration.subnets": subnetIds("private", 3) },
      [PLACE]: { "value.AwsvpcConfiguration.Subnets": subnetIds("private", 3) },
      [HOOK]: { "vpc_config.subnet_ids": subnetIds("private", 3) },
      [LOAD_BALANCER]: { subnets: subnetIds("public", 3) },
    },
  },
  {
    setting: "network.publicSubnets",
    value: ["10.1.0.0/24", "10.1.4.0/24"],
    given: OWN_BLOCKS,
    changed: { [subnet("public_2")]: { cidr_block: "10.1.4.0/24" } },
  },
  {
    setting: "network.privateSubnets",
    value: ["10.1.2.0/24", "10.1.4.0/24"],
    given: OWN_BLOCKS,
    changed: { [subnet("private_2")]: { cidr_block: "10.1.4.0/24" } },
  },
  {
    setting: "network.nat",
    value: "per-az",
    added: [
      "aws_eip.networking_nat_address_2",
      "aws_nat_gateway.networking_nat_gateway_2",
      `${INGRESS}_hook_2`,
    ],
    changed: {
      "aws_route.networking_nat_route_2": {
        nat_gateway_id: "${aws_nat_gateway.networking_nat_gateway_2.id}",
      },
    },
  },
  {
    setting: "network.nat",
    value: "none",
    given: { deployment: { checks: [] } },
    added: [
      "aws_security_group.networking_endpoints_security_group",
      "aws_vpc_endpoint.networking_endpoints_codedeploy",
      "aws_vpc_security_group_ingress_rule.networking_endpoints_security_group_from_vpc",
    ],
    removed: [
      "aws_eip.networking_nat_address_1",
      "aws_nat_gateway.networking_nat_gateway_1",
      "aws_route.networking_nat_route_{1,2}",
      `${INGRESS}_hook_1`,
    ],
    changed: {
      [SERVICE]: {
        "network_configuration.assign_public_ip": true,
        "network_configuration.subnets": subnetIds("public", 2),
      },
      [PLACE]: {
        "value.AwsvpcConfiguration.AssignPublicIp": "ENABLED",
        "value.AwsvpcConfiguration.Subnets": subnetIds("public", 2),
      },
    },
  },
  {
    setting: "network.endpoints",
    value: ["s3", "dynamodb", "logs"],
    added: [
      "aws_security_group.networking_endpoints_security_group",
      "aws_vpc_endpoint.networking_endpoints_{dynamodb,logs}",
      "aws_vpc_security_group_ingress_rule.networking_endpoints_security_group_from_vpc",
    ],
  },
  { setting: "network.endpoints", value: [], removed: ["aws_vpc_endpoint.networking_endpoints_s3"] },
  { setting: "network.flowLogs", value: false, removed: FLOW_LOGS },
  {
    setting: "network.flowLogRetentionDays",
    value: 90,
    changed: { "aws_cloudwatch_log_group.networking_flow_logs_logs": { retention_in_days: 90 } },
  },
  {
    setting: "network.existing",
    value: EXISTING,
    removed: [
      ...FLOW_LOGS,
      "aws_default_security_group.networking_vpc_default_security_group",
      "aws_eip.networking_nat_address_1",
      "aws_internet_gateway.networking_vpc_internet_gateway",
      "aws_nat_gateway.networking_nat_gateway_1",
      "aws_route.networking_{nat_route_1,nat_route_2,subnets_public_to_internet}",
      "aws_route_table.networking_subnets_{private_1,private_2,public}_routes",
      "aws_route_table_association.networking_subnets_{private,public}_{1,2}_association",
      subnet("{private,public}_{1,2}"),
      "aws_vpc.networking_vpc",
      "aws_vpc_endpoint.networking_endpoints_s3",
      "data.aws_availability_zones.networking_subnets_zones",
    ],
    changed: {
      [SERVICE]: { "network_configuration.subnets": EXISTING.privateSubnetIds },
      [PLACE]: { "value.AwsvpcConfiguration.Subnets": EXISTING.privateSubnetIds },
      [HOOK]: { "vpc_config.subnet_ids": EXISTING.privateSubnetIds },
      [LOAD_BALANCER]: {
        subnets: EXISTING.publicSubnetIds,
        depends_on: ["aws_s3_bucket_policy.app_infra_load_balancer_access_logs_bucket_policy"],
      },
      [TARGET_GROUPS]: { vpc_id: "vpc-1" },
      [GROUPS]: { vpc_id: "vpc-1" },
      [`${INGRESS}_hook_1`]: { cidr_ipv4: "203.0.113.7/32" },
    },
  },
  {
    setting: "network.existing.vpcId",
    value: "vpc-9",
    given: IN_EXISTING,
    changed: { [TARGET_GROUPS]: { vpc_id: "vpc-9" }, [GROUPS]: { vpc_id: "vpc-9" } },
  },
  {
    setting: "network.existing.publicSubnetIds",
    value: MOVED,
    given: IN_EXISTING,
    changed: { [LOAD_BALANCER]: { subnets: MOVED } },
  },
  {
    setting: "network.existing.privateSubnetIds",
    value: MOVED,
    given: IN_EXISTING,
    changed: {
      [SERVICE]: { "network_configuration.subnets": MOVED },
      [PLACE]: { "value.AwsvpcConfiguration.Subnets": MOVED },
      [HOOK]: { "vpc_config.subnet_ids": MOVED },
    },
  },
  {
    setting: "network.existing.natAddresses",
    value: ["203.0.113.7/32", "203.0.113.8/32"],
    given: IN_EXISTING,
    added: [`${INGRESS}_hook_2`],
  },
];

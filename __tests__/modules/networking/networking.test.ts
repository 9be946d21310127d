import { existingNetwork } from "../../../modules/networking";
import { idOf, networking } from "./make";

describe("left to itself", () => {
  const { template, made } = networking();

  test("is a /16 over two zones with one NAT gateway, Amazon S3's endpoint and a month of flow logs", () => {
    expect(template.only("aws_vpc").cidr_block).toBe("10.1.0.0/16");
    expect(template.count("aws_subnet")).toBe(4);
    expect(template.count("aws_nat_gateway")).toBe(1);
    expect(Object.keys(template.resources("aws_vpc_endpoint"))).toEqual(["net_endpoints_s3"]);
    expect(template.only("aws_cloudwatch_log_group").retention_in_days).toBe(30);
  });

  test("a public and a private subnet share each zone, and zones that have to be opted into are left out", () => {
    for (const kind of ["public", "private"]) {
      for (const [index, number] of ["1", "2"].entries()) {
        expect(template.at(`aws_subnet.net_subnets_${kind}_${number}`).availability_zone).toBe(
          `\${element(data.aws_availability_zones.net_subnets_zones.names, ${index})}`,
        );
      }
    }
    expect(template.blocks["data.aws_availability_zones.net_subnets_zones"]).toEqual({
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
  });

  test("public subnets lead to the internet, private ones have a route table each", () => {
    expect(template.at("aws_route.net_subnets_public_to_internet")).toEqual({
      route_table_id: idOf("aws_route_table.net_subnets_public_routes"),
      destination_cidr_block: "0.0.0.0/0",
      gateway_id: idOf("aws_internet_gateway.net_vpc_internet_gateway"),
    });
    const associations = Object.values(template.resources("aws_route_table_association"));
    expect(associations.map(({ subnet_id, route_table_id }) => [subnet_id, route_table_id])).toEqual(
      [
        ["private_1", "private_1"],
        ["private_2", "private_2"],
        ["public_1", "public"],
        ["public_2", "public"],
      ].map(([subnet, table]) => [
        idOf(`aws_subnet.net_subnets_${subnet}`),
        idOf(`aws_route_table.net_subnets_${table}_routes`),
      ]),
    );
  });

  test("gives nothing a public address before there is a way to the internet", () => {
    const way = "net_vpc_internet_gateway";
    for (const type of ["aws_eip", "aws_nat_gateway"])
      expect(template.only(type).depends_on).toEqual([`aws_internet_gateway.${way}`]);
    expect(made.publicAccess.map(({ friendlyUniqueId }) => friendlyUniqueId)).toEqual([way]);
  });

  test("whatever forgets to name a security group is shut off", () => {
    expect(Object.keys(template.only("aws_default_security_group")).sort()).toEqual(["tags", "vpc_id"]);
  });

  test("flow logs are written by a role that can do nothing else", () => {
    expect(template.only("aws_flow_log")).toMatchObject({
      traffic_type: "ALL",
      log_destination: "${aws_cloudwatch_log_group.net_flow_logs_logs.arn}",
      iam_role_arn: "${aws_iam_role.net_flow_logs_role.arn}",
    });
  });
});

describe("endpoints", () => {
  const { template } = networking({ endpoints: ["s3", "dynamodb", "ecr.api", "logs"] });

  test("of the gateway kind are a route in every route table", () => {
    for (const service of ["s3", "dynamodb"]) {
      expect(template.at(`aws_vpc_endpoint.net_endpoints_${service}`)).toEqual({
        vpc_id: idOf("aws_vpc.net_vpc"),
        service_name: `com.amazonaws.us-east-1.${service}`,
        vpc_endpoint_type: "Gateway",
        route_table_ids: ["public", "private_1", "private_2"].map((table) =>
          idOf(`aws_route_table.net_subnets_${table}_routes`),
        ),
        tags: { Name: `shop-${service}` },
      });
    }
  });

  test("of the interface kind have an address in each private subnet, under AWS's own name", () => {
    expect(template.at("aws_vpc_endpoint.net_endpoints_ecr_api")).toEqual({
      vpc_id: idOf("aws_vpc.net_vpc"),
      service_name: "com.amazonaws.us-east-1.ecr.api",
      vpc_endpoint_type: "Interface",
      subnet_ids: ["1", "2"].map((number) => idOf(`aws_subnet.net_subnets_private_${number}`)),
      security_group_ids: [idOf("aws_security_group.net_endpoints_security_group")],
      private_dns_enabled: true,
      tags: { Name: "shop-ecr.api" },
    });
    expect(template.only("aws_vpc").enable_dns_hostnames).toBe(true);
  });

  test("of the interface kind take HTTPS from the VPC, and nothing else", () => {
    expect(template.only("aws_vpc_security_group_ingress_rule")).toMatchObject({
      cidr_ipv4: "10.1.0.0/16",
      from_port: 443,
      to_port: 443,
    });
    expect(template.count("aws_vpc_security_group_egress_rule")).toBe(0);
  });
});

test("flow logs can be left out", () => {
  const { template } = networking({ flowLogRetentionDays: 0 });
  for (const type of ["aws_flow_log", "aws_cloudwatch_log_group", "aws_iam_role"])
    expect(template.count(type)).toBe(0);
});

test("an existing network runs tasks in its private subnets, and knows no NAT address unless told", () => {
  const given = { vpcId: "vpc-1", publicSubnetIds: ["subnet-1"], privateSubnetIds: ["subnet-2"] };
  expect(existingNetwork(given)).toEqual({
    ...given,
    taskSubnetIds: ["subnet-2"],
    tasksArePublic: false,
    natAddresses: [],
    publicAccess: [],
    wayOut: [],
  });
});

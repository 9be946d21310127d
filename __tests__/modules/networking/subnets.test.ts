import { assert, constantFrom, integer, property, tuple } from "fast-check";
import { contains, overlaps, parseCidr } from "../../../modules/networking/cidr";
import type { Template } from "../../helpers/template";
import { idOf, networking } from "./make";

const blocks = ({ template }: { template: Template }) =>
  Object.values(template.resources("aws_subnet")).map(({ cidr_block }) => cidr_block);

/** Where a private subnet's way out leads, by the number of its zone. */
function waysOut({ template }: { template: Template }): Record<string, string | undefined> {
  const routes = Object.values(template.resources("aws_route")).filter(
    ({ nat_gateway_id }) => nat_gateway_id,
  );
  const zone = (table: string) => /private_(\d)_routes/.exec(table)?.[1] ?? table;
  const gateway = (text: string) => /gateway_(\d)/.exec(text)?.[1];
  return Object.fromEntries(
    routes.map(({ route_table_id, nat_gateway_id }) => [zone(route_table_id), gateway(nat_gateway_id)]),
  );
}

describe("subnets", () => {
  test("never overlap, lie in the VPC and leave AWS's least size", () => {
    const sizes = tuple(
      integer({ min: 16, max: 24 }),
      integer({ min: 2, max: 6 }),
      constantFrom("10.0.0.0", "172.16.0.0", "192.168.0.0"),
    );
    assert(
      property(sizes, ([prefix, zones, first]) => {
        const cidr = `${first}/${prefix}`;
        const parsed = blocks(networking({ cidr, zones, endpoints: [], flowLogRetentionDays: 0 })).map(
          cidrOf,
        );
        expect(parsed).toHaveLength(zones * 2);
        parsed.forEach((block, index) => {
          expect(contains(cidrOf(cidr), block)).toBe(true);
          expect(block.prefix).toBeLessThanOrEqual(28);
          expect(parsed.slice(index + 1).filter((other) => overlaps(other, block))).toEqual([]);
        });
      }),
      { numRuns: 20 },
    );
  });

  test.each(["10.1.0.0/16", "10.1.0.0/24"])("of %s stay as they are when a further zone joins", (cidr) => {
    const withZones = (zones: number) =>
      networking({ cidr, zones, endpoints: [], flowLogRetentionDays: 0 }).template.resources("aws_subnet");
    const before = withZones(2);
    expect(Object.keys(before)).toHaveLength(4);
    expect(withZones(3)).toMatchObject(before);
  });

  test.each([
    ["10.1.0.0/16", ["10.1.128.0/20", "10.1.144.0/20", "10.1.0.0/20", "10.1.16.0/20"]],
    ["10.1.0.0/24", ["10.1.0.128/28", "10.1.0.144/28", "10.1.0.0/28", "10.1.0.16/28"]],
    // Too small to be cut for zones that may never come.
    ["10.1.0.0/25", ["10.1.0.64/27", "10.1.0.96/27", "10.1.0.0/27", "10.1.0.32/27"]],
  ])("of %s are %j: private ones begin halfway", (cidr, expected) => {
    expect(blocks(networking({ cidr }))).toEqual(expected);
  });

  test("can be given block by block", () => {
    const network = networking({
      publicSubnets: ["10.1.0.0/24", "10.1.1.0/24"],
      privateSubnets: ["10.1.8.0/22", "10.1.12.0/22"],
    });
    expect(blocks(network)).toEqual(["10.1.8.0/22", "10.1.12.0/22", "10.1.0.0/24", "10.1.1.0/24"]);
  });

  test("fails when the VPC's block is none", () => {
    expect(() => networking({ cidr: "10.1.0.0" })).toThrow(
      "'cidr' should be an IPv4 block such as 10.1.0.0/16, got '10.1.0.0'",
    );
  });
});

describe("NAT", () => {
  test("single: every zone leaves by the first gateway", () => {
    const network = networking({ zones: 3, nat: "single" });
    expect(waysOut(network)).toEqual({ 1: "1", 2: "1", 3: "1" });
    expect(network.made.natAddresses).toHaveLength(1);
  });

  test("per-az: each zone leaves by its own, which stands in its public subnet", () => {
    const network = networking({ zones: 3, nat: "per-az" });
    expect(waysOut(network)).toEqual({ 1: "1", 2: "2", 3: "3" });
    expect(network.made.natAddresses).toHaveLength(3);
    for (const number of [1, 2, 3]) {
      expect(network.template.at(`aws_nat_gateway.net_nat_gateway_${number}`)).toMatchObject({
        subnet_id: idOf(`aws_subnet.net_subnets_public_${number}`),
        allocation_id: `\${aws_eip.net_nat_address_${number}.allocation_id}`,
      });
    }
  });

  test("none: no way out for private subnets, and tasks go public", () => {
    const network = networking({ nat: "none" });
    expect(waysOut(network)).toEqual({});
    expect(network.made).toMatchObject({ tasksArePublic: true, natAddresses: [] });
    expect(network.made.taskSubnetIds).toEqual(network.made.publicSubnetIds);
    expect(networking({ nat: "single" }).made.taskSubnetIds).not.toEqual(network.made.publicSubnetIds);
  });

  test("none: the hook reports to CodeDeploy by an endpoint, asked for or not", () => {
    for (const endpoints of [[], ["codedeploy"]] as const) {
      const { template } = networking({ nat: "none", endpoints });
      expect(Object.keys(template.resources("aws_vpc_endpoint"))).toEqual(["net_endpoints_codedeploy"]);
    }
  });
});

function cidrOf(text: string) {
  const cidr = parseCidr(text);
  if (!cidr) throw new Error(`'${text}' is no block`);
  return cidr;
}

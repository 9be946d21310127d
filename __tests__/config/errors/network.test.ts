import { resolveConfig } from "../../../config";
import { least, reportOf } from "../report";

describe("what is wrong with the network", () => {
  test("names a malformed CIDR block", () => {
    expect(reportOf({ ...least, network: { cidr: "10.1.0.0" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.cidr is no IPv4 block: an address, a slash and a prefix, with no bits set behind the prefix
    received: "10.1.0.0"
    allowed:  an IPv4 block from /16 to /28
    fix:      change it; the default is "10.1.0.0/16"
`);
  });

  test("names a CIDR block with bits behind its prefix", () => {
    expect(reportOf({ ...least, network: { cidr: "10.1.0.1/16" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.cidr is no IPv4 block: an address, a slash and a prefix, with no bits set behind the prefix
    received: "10.1.0.1/16"
    allowed:  an IPv4 block from /16 to /28
    fix:      change it; the default is "10.1.0.0/16"
`);
  });

  test("names a block of a size that no VPC has", () => {
    expect(reportOf({ ...least, network: { cidr: "10.0.0.0/8" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.cidr is no size that AWS gives a VPC
    received: "10.0.0.0/8"
    allowed:  an IPv4 block from /16 to /28
    fix:      change it; the default is "10.1.0.0/16"
`);
  });

  test("names a block that is too small for its zones", () => {
    expect(reportOf({ ...least, network: { cidr: "10.1.0.0/26", zones: 3 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.cidr is too small for 6 subnets in 3 zones: each would be a /29
    received: "10.1.0.0/26"
    allowed:  a block that holds 6 subnets of /28 or larger
    fix:      use a /25 or larger, or fewer zones
`);
  });

  test("names more zones than there may be", () => {
    expect(reportOf({ ...least, network: { zones: 7 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.zones is too large
    received: 7
    allowed:  2 to 6
    fix:      change it; the default is 2
`);
  });

  test("names fewer zones than there may be", () => {
    expect(reportOf({ ...least, network: { zones: 1 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.zones is too small
    received: 1
    allowed:  2 to 6
    fix:      change it; the default is 2
`);
  });

  test("names subnets that overlap", () => {
    expect(
      reportOf({
        ...least,
        network: {
          publicSubnets: ["10.1.0.0/24", "10.1.1.0/24"],
          privateSubnets: ["10.1.1.128/25", "10.1.2.0/24"],
        },
      }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.privateSubnets[0] overlaps network.publicSubnets[1] (10.1.1.0/24)
    received: "10.1.1.128/25"
    allowed:  blocks that share no address
    fix:      move one of the two
`);
  });

  test("names a subnet outside of the VPC", () => {
    expect(
      reportOf({
        ...least,
        network: {
          publicSubnets: ["10.1.0.0/24", "10.1.1.0/24"],
          privateSubnets: ["10.2.0.0/24", "10.1.2.0/24"],
        },
      }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.privateSubnets[0] is no subnet of 10.1.0.0/16
    received: "10.2.0.0/24"
    allowed:  a block of /28 or larger within 10.1.0.0/16
    fix:      choose a block within network.cidr
`);
  });

  test("names a number of subnets that is not that of the zones", () => {
    expect(reportOf({ ...least, network: { publicSubnets: ["10.1.0.0/24"] } })).toBe(`
2 problems in the configuration bluegreen.config.ts

  network.publicSubnets has 1 where 2 zones need 2
    received: ["10.1.0.0/24"]
    allowed:  one block for each zone, public and private alike
    fix:      give 2 blocks in publicSubnets, or leave both publicSubnets and privateSubnets out

  network.privateSubnets has 0 where 2 zones need 2
    allowed:  one block for each zone, public and private alike
    fix:      give 2 blocks in privateSubnets, or leave both publicSubnets and privateSubnets out
`);
  });

  test("names an existing VPC without subnets", () => {
    expect(
      reportOf({ ...least, network: { existing: { vpcId: "vpc-0a1b", natAddresses: ["203.0.113.7/32"] } } }),
    ).toBe(`
2 problems in the configuration bluegreen.config.ts

  network.existing.publicSubnetIds is missing
    allowed:  a list of at least two subnet ids, subnet-…
    fix:      add network.existing.publicSubnetIds

  network.existing.privateSubnetIds is missing
    allowed:  a list of at least two subnet ids, subnet-…
    fix:      add network.existing.privateSubnetIds
`);
  });

  test("names an existing VPC that the hook cannot leave", () => {
    expect(
      reportOf({
        ...least,
        network: {
          existing: {
            vpcId: "vpc-0a1b",
            publicSubnetIds: ["subnet-01", "subnet-02"],
            privateSubnetIds: ["subnet-03", "subnet-04"],
          },
        },
      }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.existing.natAddresses is empty, so the hook cannot be let in to the test listener of an internet-facing load balancer
    received: [] (the default)
    allowed:  the public addresses that the private subnets leave from
    fix:      name them (such as 203.0.113.7/32), or set loadBalancer.internal, or deployment.checks to []
`);
  });

  test("says nothing of blocks for a VPC that is not to be made", () => {
    const existing = {
      vpcId: "vpc-0a1b",
      publicSubnetIds: ["subnet-01", "subnet-02"],
      privateSubnetIds: ["subnet-03", "subnet-04"],
      natAddresses: ["203.0.113.7/32"],
    };
    const { network } = resolveConfig({ ...least, network: { cidr: "10.1.0.0/28", zones: 6, existing } });
    expect(network.existing).toEqual(existing);
  });

  test("names checks that no NAT gateway lets out", () => {
    expect(reportOf({ ...least, network: { nat: "none" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.nat leaves the hook no address to reach the test listener of an internet-facing load balancer from
    received: "none"
    allowed:  single or per-az
    fix:      choose one of the two, or set loadBalancer.internal, or deployment.checks to []
`);
  });
});

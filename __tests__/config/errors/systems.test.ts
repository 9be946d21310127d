import { errorOf, least, reportOf } from "../report";

const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1";

describe("what is wrong with the choice of systems", () => {
  test("names a system that there is none of", () => {
    expect(reportOf({ ...least, systems: ["ecs-blue-gren"] })).toBe(`
1 problem in the configuration bluegreen.config.ts

  systems[0] is none of the allowed values
    received: "ecs-blue-gren"
    allowed:  a list of ecs-blue-green, ec2-efs-blue-green, golden-ami-blue-green, ec2-rolling, ecs-rolling, each once
    fix:      did you mean "ecs-blue-green"?
`);
  });

  test("names a system that is there twice", () => {
    expect(reportOf({ ...least, systems: ["ec2-rolling", "ecs-blue-green", "ec2-rolling"] })).toBe(`
1 problem in the configuration bluegreen.config.ts

  systems[2] names a system that systems[0] names already
    received: "ec2-rolling"
    allowed:  each system once
    fix:      take one of the two out
`);
  });

  test("names an empty list", () => {
    expect(errorOf({ ...least, systems: [] }).message).toContain("systems is too short");
  });

  test("is told by the name of the variable that chose", () => {
    expect(errorOf(least, { env: { BLUEGREEN_SYSTEMS: "ec2-rolling, ecs" } }).problems).toMatchObject([
      { path: "BLUEGREEN_SYSTEMS[1]", message: "is none of the allowed values", received: '"ecs"' },
    ]);
  });

  test("names a repository that several would make", () => {
    const config = { ...least, systems: ["ecs-blue-green", "ec2-rolling"], source: { repository: "web" } };
    expect(reportOf(config)).toBe(`
1 problem in the configuration bluegreen.config.ts

  source.repository names one repository, but ecs-blue-green and ec2-rolling need one each
    received: "web"
    allowed:  nothing: then each system makes a repository of its own name
    fix:      leave it out, or choose one system and give each a configuration or an environment of its own
`);
    expect(() => errorOf({ ...config, systems: ["ec2-rolling"] })).toThrow("the configuration was accepted");
  });

  test("names a domain name that several load balancers would have", () => {
    const loadBalancer = { domainName: "shop.example.com", certificateArn };
    const systems = ["ec2-efs-blue-green", "golden-ami-blue-green"];
    expect(reportOf({ ...least, systems, loadBalancer })).toBe(`
1 problem in the configuration bluegreen.config.ts

  loadBalancer.domainName names one load balancer, but ec2-efs-blue-green and golden-ami-blue-green need one each
    received: "shop.example.com"
    allowed:  a domain name with one system
    fix:      choose one system, and give each a configuration or an environment of its own
`);
  });

  test("says nothing of the hook where no container is released", () => {
    const network = { nat: "none" };
    expect(errorOf({ ...least, network }).message).toContain("network.nat leaves the hook no address");
    expect(() => errorOf({ ...least, network, systems: ["ec2-rolling"] })).toThrow("was accepted");
  });

  test.each(["ec2-efs-blue-green", "golden-ami-blue-green", "ec2-rolling"])(
    "names a single zone, %s",
    (system) => {
      expect(errorOf({ ...least, systems: [system], network: { zones: 1 } }).problems).toMatchObject([
        { path: "network.zones", message: "is too small", allowed: "2 to 6" },
      ]);
    },
  );
});

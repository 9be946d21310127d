import { errorOf, least, reportOf } from "../report";

describe("what is wrong with any setting", () => {
  test("names an unknown key, and the one that was meant", () => {
    expect(reportOf({ ...least, netwrok: { zones: 3 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  netwrok is no setting
    allowed:  name, accountId, region, tags, systems, engine, awsProvider, network, loadBalancer, app, source, pipeline, deployment, efs, goldenAmi, rolling, ecsRolling, state, environments
    fix:      did you mean network?
`);
  });

  test("lists the keys of the group where none is near", () => {
    expect(reportOf({ ...least, network: { colour: "blue" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.colour is no setting
    allowed:  cidr, zones, publicSubnets, privateSubnets, nat, endpoints, flowLogs, flowLogRetentionDays, existing
    fix:      take it out
`);
  });

  test("names a value of the wrong type", () => {
    expect(reportOf({ ...least, app: { desiredCount: "two" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.desiredCount is a text, where a number belongs
    received: "two"
    allowed:  1 to 5000
    fix:      change it; the default is 2
`);
  });

  test("names a number that is not whole", () => {
    expect(reportOf({ ...least, app: { desiredCount: 2.5 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.desiredCount is a number, where a whole number belongs
    received: 2.5
    allowed:  1 to 5000
    fix:      change it; the default is 2
`);
  });

  test("names a number that is none", () => {
    expect(reportOf({ ...least, app: { desiredCount: Number.NaN } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.desiredCount is NaN, where a number belongs
    received: NaN
    allowed:  1 to 5000
    fix:      change it; the default is 2
`);
  });

  test("names an unknown key beside settings that do not go together", () => {
    const { problems } = errorOf({ ...least, app: { colour: "blue", cpu: 1024 } });
    expect(problems.map(({ path }) => path)).toEqual(["app.colour", "app.memory"]);
  });

  test("names a group that is no object", () => {
    expect(reportOf({ ...least, network: "10.1.0.0/16" })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network is a text, where an object belongs
    received: "10.1.0.0/16"
    allowed:  an object of cidr, zones, publicSubnets, privateSubnets, nat, endpoints, flowLogs, flowLogRetentionDays, existing
    fix:      change it, or leave it out
`);
  });

  test("names a missing name, and the variable that can give it", () => {
    expect(reportOf({})).toBe(`
1 problem in the configuration bluegreen.config.ts

  name is missing
    allowed:  2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, not with aws or ssm
    fix:      add name, or set BLUEGREEN_NAME
`);
  });

  test("names a name with bad characters", () => {
    expect(reportOf({ name: "Shop_API" })).toBe(`
1 problem in the configuration bluegreen.config.ts

  name has characters or hyphens where they may not be
    received: "Shop_API"
    allowed:  2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, not with aws or ssm
    fix:      change it
`);
  });

  test("names a name that is too long", () => {
    expect(reportOf({ name: "shop-of-the-whole-world" })).toBe(`
1 problem in the configuration bluegreen.config.ts

  name is too long
    received: "shop-of-the-whole-world"
    allowed:  2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, not with aws or ssm
    fix:      change it
`);
  });

  test("names a name with two hyphens in a row", () => {
    expect(reportOf({ name: "my--shop" })).toBe(`
1 problem in the configuration bluegreen.config.ts

  name has characters or hyphens where they may not be
    received: "my--shop"
    allowed:  2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, not with aws or ssm
    fix:      change it
`);
  });

  test("suggests the value that was meant", () => {
    expect(reportOf({ ...least, network: { nat: "singel" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.nat is none of the allowed values
    received: "singel"
    allowed:  none, single or per-az
    fix:      did you mean "single"?
`);
  });

  test("cuts a long text", () => {
    expect(reportOf({ name: `shop-${"x".repeat(100)}` })).toBe(`
1 problem in the configuration bluegreen.config.ts

  name is too long
    received: "shop-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"… (105 characters)
    allowed:  2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, not with aws or ssm
    fix:      change it
`);
  });

  test("shows a default that is wrong beside what was set", () => {
    expect(reportOf({ ...least, app: { cpu: 1024 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.memory is no size that Fargate pairs with app.cpu 1024
    received: 512 (the default)
    allowed:  with 1024 CPU units: 2048 to 8192 MiB in steps of 1024
    fix:      change app.memory, or app.cpu
`);
  });

  test("tells all problems at once, those between sections too", () => {
    expect(
      reportOf({
        name: "Shop_API",
        loadBalancer: { certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1" },
        deployment: { configuration: { type: "linear", percent: 1, minutes: 60 } },
      }),
    ).toBe(`
3 problems in the configuration bluegreen.config.ts

  name has characters or hyphens where they may not be
    received: "Shop_API"
    allowed:  2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, not with aws or ssm
    fix:      change it

  loadBalancer.certificateArn is set without loadBalancer.domainName
    received: "arn:aws:acm:us-east-1:123456789012:certificate/1"
    allowed:  certificateArn and domainName, or neither
    fix:      add loadBalancer.domainName, the name that the certificate is for

  deployment.configuration takes 5940 minutes to reach 100 percent
    received: { type: "linear", percent: 1, minutes: 60 }
    allowed:  a shift of at most 2880 minutes
    fix:      raise percent or lower minutes
`);
  });

  test("names a name that Parameter Store would refuse", () => {
    expect(reportOf({ name: "ssm-shop" })).toBe(`
1 problem in the configuration bluegreen.config.ts

  name begins with aws or ssm, which AWS keeps to itself
    received: "ssm-shop"
    allowed:  2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, not with aws or ssm
    fix:      change it
`);
  });

  test("names an account that is none", () => {
    expect(reportOf({ ...least, accountId: "1234" })).toContain("the 12 digits of an account id");
  });

  test("names what the native engine does not take, all of it", () => {
    const deployment = {
      configuration: { type: "linear", percent: 2, minutes: 1 },
      terminationWaitMinutes: 2880,
    };
    expect(reportOf({ ...least, engine: "native", deployment })).toBe(`
2 problems in the configuration bluegreen.config.ts

  deployment.terminationWaitMinutes is more than engine "native" waits
    received: 2880
    allowed:  0 to 1440 with engine "native"
    fix:      change it, or use engine "codedeploy"

  deployment.configuration is no step that engine "native" takes
    received: { type: "linear", percent: 2, minutes: 1 }
    allowed:  with engine "native": percent from 3, minutes up to 1440
    fix:      change it, or use engine "codedeploy"
`);
  });
});

import { least, reportOf } from "../report";

describe("what is wrong with the deployment", () => {
  test("names a percent that is no part", () => {
    expect(
      reportOf({ ...least, deployment: { configuration: { type: "canary", percent: 100, minutes: 5 } } }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  deployment.configuration.percent is too large
    received: 100
    allowed:  1 to 99
    fix:      change it
`);
  });

  test("names a percent of nothing", () => {
    expect(
      reportOf({ ...least, deployment: { configuration: { type: "linear", percent: 0, minutes: 5 } } }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  deployment.configuration.percent is too small
    received: 0
    allowed:  1 to 99
    fix:      change it
`);
  });

  test("names a linear shift that never reaches 100 percent", () => {
    expect(
      reportOf({ ...least, deployment: { configuration: { type: "linear", percent: 1, minutes: 30 } } }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  deployment.configuration takes 2970 minutes to reach 100 percent
    received: { type: "linear", percent: 1, minutes: 30 }
    allowed:  a shift of at most 2880 minutes
    fix:      raise percent or lower minutes
`);
  });

  test("names every problem of a shift of one's own", () => {
    expect(
      reportOf({ ...least, deployment: { configuration: { type: "lineer", minute: 5, minutes: 5 } } }),
    ).toBe(`
3 problems in the configuration bluegreen.config.ts

  deployment.configuration.type is none of the allowed values
    received: "lineer"
    allowed:  linear or canary
    fix:      did you mean "linear"?

  deployment.configuration.percent is missing
    allowed:  1 to 99
    fix:      add deployment.configuration.percent

  deployment.configuration.minute is no setting
    allowed:  type, percent, minutes
    fix:      did you mean minutes?
`);
  });

  test("suggests the configuration that was meant", () => {
    expect(reportOf({ ...least, deployment: { configuration: "CodeDeployDefault.ECSAllAtOnce" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  deployment.configuration is none of the allowed values
    received: "CodeDeployDefault.ECSAllAtOnce"
    allowed:  ECSAllAtOnce, ECSLinear10PercentEvery1Minutes, ECSLinear10PercentEvery3Minutes, ECSCanary10Percent5Minutes, ECSCanary10Percent15Minutes, or { type: "linear" | "canary", percent, minutes }
    fix:      did you mean "ECSAllAtOnce"?
`);
  });

  test("names a termination wait that is too long", () => {
    expect(reportOf({ ...least, deployment: { terminationWaitMinutes: 2881 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  deployment.terminationWaitMinutes is too large
    received: 2881
    allowed:  0 to 2880
    fix:      change it; the default is 5
`);
  });

  test("names more alarms than a deployment group takes", () => {
    expect(reportOf({ ...least, deployment: { alarms: { extra: ["a", "b", "c", "d", "e"] } } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  deployment.alarms.extra makes 11 alarms on the deployment group
    received: ["a", "b", "c", "d", "e"]
    allowed:  at most 4 further alarms beside the 6 of the target groups
    fix:      join several into one composite alarm and name that
`);
  });

  test("names the check that is wrong", () => {
    expect(
      reportOf({ ...least, deployment: { checks: [{ path: "/" }, { path: "/", maxLatencyMs: 0 }] } }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  deployment.checks[1].maxLatencyMs is too small
    received: 0
    allowed:  1 to 60000
    fix:      change it; the default is 2000
`);
  });

  test("names a native engine with a provider that does not know it", () => {
    expect(reportOf({ ...least, engine: "native", awsProvider: ">= 6.0.0, < 7.0.0" })).toBe(`
1 problem in the configuration bluegreen.config.ts

  awsProvider allows 6.0.0, below what engine "native" needs
    received: ">= 6.0.0, < 7.0.0"
    allowed:  a constraint with a lower bound of 6.25.0 or more
    fix:      set awsProvider to ">= 6.25.0, < 7.0.0", or leave it out
`);
  });

  test("names a provider constraint that says nothing of the oldest", () => {
    expect(reportOf({ ...least, awsProvider: "< 7.0.0" })).toBe(`
1 problem in the configuration bluegreen.config.ts

  awsProvider is no version constraint with a lower bound
    received: "< 7.0.0"
    allowed:  a constraint with a lower bound, such as >= 5.100.0, < 7.0.0; left out, what the engine needs
    fix:      change it, or leave it out
`);
  });

  test("names an approval that the native engine does not have", () => {
    expect(reportOf({ ...least, engine: "native", deployment: { approvalWaitMinutes: 30 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  deployment.approvalWaitMinutes belongs to engine "codedeploy"
    received: 30
    allowed:  0 with engine "native"
    fix:      use pipeline.approval to ask a person before the deploy stage
`);
  });

  test("names checks that do not fit into the hook's environment", () => {
    const checks = [{ path: "/", bodyIncludes: "x".repeat(3500) }];

    expect(reportOf({ ...least, deployment: { checks } })).toMatch(
      /deployment\.checks takes 35\d\d bytes of the hook's environment[\s\S]*allowed: {2}at most 3500 bytes/,
    );
  });
});

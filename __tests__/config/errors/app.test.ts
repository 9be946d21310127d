import { least, reportOf } from "../report";

describe("what is wrong with the application", () => {
  test("names memory that Fargate does not pair with the CPU", () => {
    expect(reportOf({ ...least, app: { cpu: 256, memory: 4096 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.memory is no size that Fargate pairs with app.cpu 256
    received: 4096
    allowed:  with 256 CPU units: 512, 1024, 2048 MiB
    fix:      change app.memory, or app.cpu
`);
  });

  test("names CPU units that Fargate does not have", () => {
    expect(reportOf({ ...least, app: { cpu: 300 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.cpu is none of the allowed values
    received: 300
    allowed:  one of 256, 512, 1024, 2048, 4096, 8192, 16384
    fix:      change it; the default is 256
`);
  });

  test("names a secret that is no ARN, and keeps it to itself", () => {
    expect(reportOf({ ...least, app: { secrets: { DB_PASSWORD: "hunter2" } } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.secrets.DB_PASSWORD is no ARN of a secret
    received: not shown, for it may be a secret
    allowed:  names and ARNs of SSM parameters or Secrets Manager secrets
    fix:      change it
`);
  });

  test("names a variable that is a secret too", () => {
    expect(
      reportOf({
        ...least,
        app: {
          environment: { DB_PASSWORD: "none" },
          secrets: { DB_PASSWORD: "arn:aws:ssm:us-east-1:123456789012:parameter/shop/db" },
        },
      }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.secrets.DB_PASSWORD is set in app.environment too
    received: not shown, for it may be a secret
    allowed:  each name once, in environment or in secrets
    fix:      take it out of one of the two
`);
  });

  test("names a variable that no shell could have", () => {
    expect(reportOf({ ...least, app: { environment: { "9LIVES": "cat" } } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.environment["9LIVES"] is no name of an environment variable
    received: "9LIVES"
    allowed:  names (letters, digits and _, no digit first) and texts without {{
    fix:      change it
`);
  });

  test("names a health check that takes longer than its interval", () => {
    expect(reportOf({ ...least, app: { healthCheck: { intervalSeconds: 5 } } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.healthCheck.timeoutSeconds is not below app.healthCheck.intervalSeconds (5)
    received: 5 (the default)
    allowed:  2 to 120, below intervalSeconds
    fix:      set it to 4 or less, or raise intervalSeconds
`);
  });

  test("names autoscaling whose most is below its least", () => {
    expect(reportOf({ ...least, app: { desiredCount: 4, autoscaling: { min: 4, max: 2 } } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.autoscaling.max is below app.autoscaling.min (4)
    received: 2
    allowed:  4 or more
    fix:      raise max or lower min
`);
  });

  test("names a desired count outside of autoscaling", () => {
    expect(reportOf({ ...least, app: { autoscaling: { min: 4, max: 8 } } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.desiredCount lies outside app.autoscaling (4 to 8)
    received: 2 (the default)
    allowed:  4 to 8
    fix:      move it between min and max
`);
  });

  test("names an action with a wildcard", () => {
    expect(
      reportOf({ ...least, app: { permissions: [{ actions: ["s3:*"], resources: ["arn:aws:s3:::shop"] }] } }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.permissions[0].actions[0] is no single action of AWS
    received: "s3:*"
    allowed:  a list of actions such as s3:GetObject
    fix:      change it
`);
  });

  test("names a text that Parameter Store would refuse", () => {
    expect(reportOf({ ...least, app: { environment: { GREETING: "{{name}}" } } })).toContain(
      "app.environment.GREETING holds {{, which Parameter Store refuses",
    );
  });

  test("names ECS Exec on a root that its agent cannot write to", () => {
    expect(reportOf({ ...least, app: { exec: true } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.exec needs a root file system that its agent can write to
    received: true
    allowed:  true together with app.readOnlyRootFilesystem: false
    fix:      set app.readOnlyRootFilesystem to false, or leave app.exec out
`);
  });
});

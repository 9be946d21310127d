import { resolveConfig } from "../../config";
import { errorOf, least, reportOf } from "./report";

describe("an environment variable", () => {
  test.each([
    ["BLUEGREEN_NAME", "web", { name: "web" }],
    ["BLUEGREEN_REGION", "eu-central-1", { region: "eu-central-1" }],
    ["BLUEGREEN_SYSTEMS", "ec2-rolling, ecs-blue-green", { systems: ["ec2-rolling", "ecs-blue-green"] }],
    ["BLUEGREEN_BRANCH", "release", { source: { provider: "codecommit", branch: "release" } }],
    ["BLUEGREEN_DESIRED_COUNT", "7", { app: { desiredCount: 7 } }],
    ["BLUEGREEN_STATE_BUCKET", "shop-state", { state: { backend: "s3", bucket: "shop-state" } }],
    ["BLUEGREEN_CLOUD_ORGANIZATION", "shop", { state: { backend: "cloud", organization: "shop" } }],
  ])("%s sets a setting", (name, text, settings) => {
    expect(resolveConfig(least, { env: { [name]: text } })).toMatchObject(settings);
  });

  test("adds to the kind of state that the file names", () => {
    const config = { ...least, state: { backend: "cloud", organization: "shop" } } as const;
    const { state } = resolveConfig(config, { env: { BLUEGREEN_CLOUD_WORKSPACE: "web" } });
    expect(state).toMatchObject({ organization: "shop", workspace: "web" });
  });

  test("wins over the file and over the environment in use", () => {
    const config = { ...least, region: "us-west-2", environments: { prod: { region: "us-east-2" } } };
    const env = { BLUEGREEN_ENV: "prod", BLUEGREEN_REGION: "eu-west-1" };
    expect(resolveConfig(config, { env }).region).toBe("eu-west-1");
  });

  test("counts as not set when it is empty", () => {
    expect(resolveConfig(least, { env: { BLUEGREEN_REGION: "" } }).region).toBe("us-east-1");
  });

  test("of another tool is not read", () => {
    expect(resolveConfig(least, { env: { AWS_REGION: "eu-west-1" } }).region).toBe("us-east-1");
  });

  test("does not hide what is wrong with an environment that is not in use", () => {
    const config = { ...least, environments: { prod: { region: "europe" } } };
    const { problems } = errorOf(config, { env: { BLUEGREEN_REGION: "eu-west-1" } });
    expect(problems.map(({ path }) => path)).toEqual(["environments.prod.region"]);
  });
});

describe("what is wrong with an environment variable", () => {
  test("is told by its name", () => {
    expect(reportOf(least, { env: { BLUEGREEN_DESIRED_COUNT: "many", BLUEGREEN_REGION: "europe" } })).toBe(`
2 problems in the configuration bluegreen.config.ts

  BLUEGREEN_REGION does not have the right form
    received: "europe"
    allowed:  a region, such as eu-central-1
    fix:      change it; the default is "us-east-1"

  BLUEGREEN_DESIRED_COUNT is a text, where a number belongs
    received: "many"
    allowed:  1 to 5000
    fix:      change it; the default is 2
`);
  });

  test("is told by its name where it goes against another setting", () => {
    const config = { ...least, app: { autoscaling: { min: 2, max: 4 } } };
    const [problem] = errorOf(config, { env: { BLUEGREEN_DESIRED_COUNT: "9" } }).problems;
    expect(problem).toMatchObject({ path: "BLUEGREEN_DESIRED_COUNT", received: "9", allowed: "2 to 4" });
  });

  test("names an unknown one, keeping its value to itself", () => {
    expect(reportOf(least, { env: { BLUEGREEN_REGOIN: "eu-west-1" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  BLUEGREEN_REGOIN is no variable that is known here
    allowed:  BLUEGREEN_ENV, BLUEGREEN_NAME, BLUEGREEN_REGION, BLUEGREEN_SYSTEMS, BLUEGREEN_BRANCH, BLUEGREEN_DESIRED_COUNT, BLUEGREEN_STATE_BUCKET, BLUEGREEN_CLOUD_ORGANIZATION, BLUEGREEN_CLOUD_WORKSPACE
    fix:      did you mean BLUEGREEN_REGION?
`);
  });

  test("names two that want different kinds of state", () => {
    const env = { BLUEGREEN_STATE_BUCKET: "shop-state", BLUEGREEN_CLOUD_ORGANIZATION: "shop" };
    expect(reportOf(least, { env })).toBe(`
1 problem in the configuration bluegreen.config.ts

  BLUEGREEN_STATE_BUCKET contradicts BLUEGREEN_CLOUD_ORGANIZATION
    received: "shop-state"
    allowed:  one kind of state
    fix:      unset one of the two
`);
  });

  test("names the setting that it needs beside it", () => {
    expect(reportOf(least, { env: { BLUEGREEN_CLOUD_WORKSPACE: "web" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  state.organization is missing
    allowed:  the name of an organization
    fix:      add state.organization, or set BLUEGREEN_CLOUD_ORGANIZATION
`);
  });
});

import { type ConfigFile, resolveConfig } from "../../config";
import { errorOf, least, reportOf } from "./report";

describe("an environment", () => {
  const file: ConfigFile = {
    ...least,
    tags: { Team: "web" },
    network: { zones: 3 },
    app: { environment: { LOG: "debug" } },
    deployment: { checks: [{ path: "/" }, { path: "/cart" }] },
    environments: {
      prod: {
        tags: { Stage: "prod" },
        network: { nat: "per-az" },
        deployment: { checks: [{ path: "/healthz" }] },
      },
      dev: { app: { environment: { LOG: undefined } } },
    },
  };

  test("is laid over the settings beside it: objects merged, lists replaced", () => {
    const { tags, network, deployment } = resolveConfig(file, { environment: "prod" });
    expect(tags).toEqual({ Team: "web", Stage: "prod" });
    expect(network).toMatchObject({ zones: 3, nat: "per-az" });
    expect(deployment.checks.map(({ path }) => path)).toEqual(["/healthz"]);
  });

  test("leaves a setting that it says is undefined", () => {
    expect(resolveConfig(file, { environment: "dev" }).app.environment).toEqual({ LOG: "debug" });
  });

  test("is chosen by BLUEGREEN_ENV", () => {
    expect(resolveConfig(file, { env: { BLUEGREEN_ENV: "prod" } }).network.nat).toBe("per-az");
  });

  test("is rather the one that the caller names", () => {
    expect(resolveConfig(file, { environment: "dev", env: { BLUEGREEN_ENV: "prod" } }).network.nat).toBe(
      "single",
    );
  });

  test.each([[{}], [{ BLUEGREEN_ENV: "" }]])("is none where none is named: %j", (env) => {
    expect(resolveConfig(file, { env }).network.nat).toBe("single");
  });

  test("changes the kind of a group as a whole", () => {
    const { state, source, deployment } = resolveConfig(
      {
        ...least,
        state: { backend: "s3", bucket: "shop-state" },
        source: { branch: "release" },
        deployment: { configuration: "ECSAllAtOnce" },
        environments: {
          prod: {
            state: { backend: "cloud", organization: "shop" },
            source: { provider: "github", repository: "shop/web" },
            deployment: { configuration: { type: "canary", percent: 5, minutes: 30 } },
          },
        },
      },
      { environment: "prod" },
    );
    expect(state).toEqual({ backend: "cloud", organization: "shop", hostname: "app.terraform.io" });
    expect(source).toEqual({ provider: "github", repository: "shop/web", branch: "main" });
    expect(deployment.configuration).toEqual({ type: "canary", percent: 5, minutes: 30 });
  });
});

describe("what is wrong with an environment", () => {
  const broken = { ...least, environments: { prod: { network: { zones: 7 } } } };

  test.each([[undefined], ["prod"]])("shows whichever is chosen: %s", (environment) => {
    expect(reportOf(broken, { environment })).toBe(`
1 problem in the configuration bluegreen.config.ts

  environments.prod.network.zones is too large
    received: 7
    allowed:  2 to 6
    fix:      change it; the default is 2
`);
  });

  test("is told once where it stands in the base", () => {
    const environments = { dev: { network: { flowLogs: false } }, prod: { tags: { Stage: "prod" } } };
    const problems = errorOf({ ...least, network: { zones: 7 }, environments }).problems;
    expect(problems.map(({ path }) => path)).toEqual(["network.zones"]);
  });

  test("is told of each place where the environment has a value of its own", () => {
    const problems = errorOf({
      ...least,
      network: { zones: 7 },
      environments: { prod: { network: { zones: 8 } } },
    }).problems;
    expect(problems.map(({ path }) => path)).toEqual(["network.zones", "environments.prod.network.zones"]);
  });

  test("is told at the environment that completes what the base has begun", () => {
    const prod = { state: { backend: "s3", kmsKeyArn: "none" } };
    const problems = errorOf({ ...least, environments: { prod } }, { environment: "prod" }).problems;
    expect(problems.map(({ path }) => path)).toEqual([
      "environments.prod.state.bucket",
      "environments.prod.state.kmsKeyArn",
    ]);
  });

  test("names the environment where it breaks a value of the base", () => {
    expect(
      reportOf({ ...least, app: { memory: 512 }, environments: { prod: { app: { cpu: 1024 } } } }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  app.memory, in environment prod, is no size that Fargate pairs with app.cpu 1024
    received: 512
    allowed:  with 1024 CPU units: 2048 to 8192 MiB in steps of 1024
    fix:      change app.memory, or app.cpu
`);
  });

  test("is nothing that a variable could give when it is the one in use", () => {
    const config = { ...least, environments: { prod: { state: { backend: "s3" as const } } } };
    expect(resolveConfig(config).state).toEqual({ backend: "local" });
    expect(errorOf(config, { environment: "prod" }).problems).toHaveLength(1);
  });

  test("names an environment that is not there, and the one that was meant", () => {
    const config = { ...least, environments: { prod: {}, staging: {} } };
    expect(reportOf(config, { env: { BLUEGREEN_ENV: "stagign" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  BLUEGREEN_ENV names no environment of this configuration
    received: "stagign"
    allowed:  prod, staging
    fix:      did you mean staging?
`);
  });

  test("says where there are no environments at all", () => {
    expect(reportOf(least, { environment: "prod" })).toBe(`
1 problem in the configuration bluegreen.config.ts

  environment names no environment of this configuration
    received: "prod"
    allowed:  nothing, for the configuration has no environments
    fix:      choose another, or add it under environments
`);
  });

  test("names environments that are no objects, and names that are none", () => {
    const paths = (environments: unknown) =>
      errorOf({ ...least, environments }).problems.map(({ path }) => path);
    expect(paths({ prod: 5, "9": {} })).toEqual(['environments["9"]', "environments.prod"]);
    expect(paths(["prod"])).toEqual(["environments"]);
    expect(paths(null)).toEqual(["environments"]);
  });

  test("names a key that belongs to the file alone", () => {
    const [problem] = errorOf({ ...least, environments: { prod: { environments: {} } } }).problems;
    expect(problem).toMatchObject({ path: "environments.prod.environments", remedy: "take it out" });
  });
});

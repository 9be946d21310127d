import type { Config } from "../../../config";
import { SYSTEMS } from "../../../config/schema/systems";
import { ENDPOINT_SERVICES } from "../../../modules/networking/endpoint-services";
import { configOf } from "../../../scripts/check-terraform/check-row";
import { ROWS } from "../../../scripts/check-terraform/rows";

const configs = ROWS.map((row) => configOf(row));

/** Every value that some row has. */
function values<T>(read: (config: Config) => T): T[] {
  return [...new Set(configs.map(read))];
}

describe("the table of configurations", () => {
  test("has a name for each that a folder can bear, and no name twice", () => {
    const names = ROWS.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z0-9-]+$/.test(name))).toEqual([]);
  });

  test.each<[string, unknown[], unknown[]]>([
    ["engines", values(({ engine }) => engine), ["codedeploy", "native"]],
    ["state back ends", values(({ state }) => state.backend), ["local", "s3", "cloud"]],
    ["ways out", values(({ network }) => network.nat), ["none", "single", "per-az"]],
    ["architectures", values(({ app }) => app.architecture), ["x86_64", "arm64"]],
    ["systems", configs.flatMap(({ systems }) => systems), Object.keys(SYSTEMS)],
    [
      "load balancers of releases in place",
      values(({ rolling }) => rolling.loadBalancer.type),
      ["application", "network"],
    ],
    [
      "ways to take an instance out",
      values(({ rolling }) => rolling.trafficControl),
      ["standby", "codedeploy"],
    ],
    [
      "ways to say how many instances change at a time",
      values(({ rolling: { configuration: c } }) =>
        typeof c === "string" ? "named" : Object.keys(c).join(),
      ),
      ["named", "minimumHealthyHosts", "minimumHealthyPercent"],
    ],
    ["sources", values(({ source }) => source.provider), ["codecommit", "github"]],
    ["switches of the load balancer", values(({ loadBalancer }) => loadBalancer.internal), [true, false]],
    ["access logs", values(({ loadBalancer }) => loadBalancer.accessLogs), [true, false]],
    ["endpoints", configs.flatMap(({ network }) => network.endpoints), [...ENDPOINT_SERVICES]],
    [
      "kinds of shift",
      values(({ deployment: { configuration: c } }) => (typeof c === "string" ? "predefined" : c.type)),
      ["predefined", "linear", "canary"],
    ],
  ])("covers all %s", (_, covered, expected) => {
    expect(covered).toEqual(expect.arrayContaining(expected));
  });

  test.each<[string, (config: Config) => unknown]>([
    ["a VPC that exists", ({ network }) => network.existing],
    ["three zones with a gateway each", ({ network }) => network.zones === 3 && network.nat === "per-az"],
    [
      "HTTPS with domain, zone and web ACL",
      ({ loadBalancer: l }) => l.certificateArn && l.domainName && l.hostedZoneId && l.webAclArn,
    ],
    ["a connection that is made", ({ source }) => source.provider === "github" && !source.connectionArn],
    ["a connection that exists", ({ source }) => source.provider === "github" && source.connectionArn],
    [
      "approval, tests and e-mail",
      ({ pipeline: p }) => p.approval && p.testBuildspec && p.notificationEmails.length > 0,
    ],
    [
      "autoscaling, exec, secrets, permissions and Spot",
      ({ app }) =>
        app.autoscaling &&
        app.exec &&
        Object.keys(app.secrets).length > 1 &&
        app.permissions.length > 0 &&
        app.spotPercent > 0,
    ],
    ["a repository that stays empty", ({ source }) => source.provider === "codecommit" && !source.seed],
  ])("has %s", (_, holds) => {
    expect(configs.some((config) => holds(config))).toBe(true);
  });

  test("looks at the next plan after a release of each system", () => {
    const released = ROWS.filter(({ released }) => released).flatMap((row) => configOf(row).systems);

    expect(new Set(released)).toEqual(new Set(Object.keys(SYSTEMS)));
  });

  test("looks at the next plan after a release of each engine", () => {
    const engines = ROWS.filter(({ released }) => released).map((row) => configOf(row).engine);

    expect(new Set(engines)).toEqual(new Set(["codedeploy", "native"]));
  });
});

import { deployment } from "../../../config/schema/deployment";
import { readSettings } from "../../../lambda/validate-green/settings";

const good = {
  CHECKS: '[{"path":"/"}]',
  CHECK_RETRIES: "5",
  TEST_URL: "http://bg-alb-1.elb.amazonaws.com:8080",
};

describe("readSettings", () => {
  test("can read what the configuration holds, with the same defaults", () => {
    const { checks } = deployment.parse({
      checks: [{ path: "/" }, { path: "/api", bodyIncludes: "ok", json: { a: null } }],
    });

    expect(readSettings({ ...good, CHECKS: JSON.stringify(checks) }).checks).toEqual(checks);
    expect(readSettings(good).checks).toEqual([checks[0]]);
  });

  test("can read retries, target and server name", () => {
    const settings = readSettings({ ...good, SERVER_NAME: "shop.example" });

    expect(settings).toMatchObject({ retries: 5, serverName: "shop.example" });
    expect(settings.target.host).toBe("bg-alb-1.elb.amazonaws.com:8080");
  });

  test("takes an empty server name for none", () => {
    expect(readSettings({ ...good, SERVER_NAME: "" }).serverName).toBeUndefined();
  });

  test.each([
    ["CHECKS is not set", { CHECKS: undefined }, "CHECKS is no JSON list"],
    ["CHECKS is no JSON", { CHECKS: "[{" }, "CHECKS is no JSON list"],
    ["CHECKS is no list", { CHECKS: '{"path":"/"}' }, "CHECKS is no JSON list"],
    [
      "a check has no path",
      { CHECKS: '[{"path":"/"},{}]' },
      "CHECKS[1].path is not set, allowed: a path that begins with /",
    ],
    ["a check is no object", { CHECKS: "[7]" }, "CHECKS[0].path is not set"],
    ["a path is relative", { CHECKS: '[{"path":"health"}]' }, 'CHECKS[0].path is "health"'],
    ["status is no list", { CHECKS: '[{"path":"/","status":200}]' }, "CHECKS[0].status is 200"],
    ["status is empty", { CHECKS: '[{"path":"/","status":[]}]' }, "CHECKS[0].status is a list"],
    [
      "the text to find is none",
      { CHECKS: '[{"path":"/","bodyIncludes":1}]' },
      "CHECKS[0].bodyIncludes is 1",
    ],
    ["latency is zero", { CHECKS: '[{"path":"/","maxLatencyMs":0}]' }, "CHECKS[0].maxLatencyMs is 0"],
    [
      "a header is a number",
      { CHECKS: '[{"path":"/","headers":{"age":1}}]' },
      "CHECKS[0].headers is a list, an object",
    ],
    ["headers are a list", { CHECKS: '[{"path":"/","headers":["age"]}]' }, "CHECKS[0].headers is a list"],
    [
      "a JSON value is an object",
      { CHECKS: '[{"path":"/","json":{"a":{}}}]' },
      "CHECKS[0].json is a list, an object",
    ],
    ["a key is misspelt", { CHECKS: '[{"path":"/","bodyInclude":"x"}]' }, "CHECKS[0].bodyInclude is unknown"],
    [
      "CHECK_RETRIES is not set",
      { CHECK_RETRIES: undefined },
      'CHECK_RETRIES is "", allowed: a whole number',
    ],
    ["CHECK_RETRIES is below zero", { CHECK_RETRIES: "-1" }, 'CHECK_RETRIES is "-1"'],
    ["TEST_URL is not set", { TEST_URL: undefined }, 'TEST_URL is "", allowed: http or https'],
    ["TEST_URL has no scheme", { TEST_URL: "bg-alb-1.elb.amazonaws.com" }, "TEST_URL is"],
    ["TEST_URL is no web address", { TEST_URL: "ftp://host:21" }, "TEST_URL is"],
    ["TEST_URL has a path", { TEST_URL: "http://host:8080/healthz" }, "TEST_URL is"],
  ])("fails when %s", (_, wrong, message) => {
    expect(() => readSettings({ ...good, ...wrong })).toThrow(message);
  });

  test("names every variable that is wrong at once", () => {
    expect(() => readSettings({})).toThrow(/CHECKS.*; CHECK_RETRIES.*; TEST_URL/);
  });

  test("keeps expected headers out of the message", () => {
    const CHECKS = '[{"path":"/","headers":{"x-key":"hunter2","age":1}}]';

    expect(() => readSettings({ ...good, CHECKS })).toThrow(/^(?!.*hunter2)/);
  });
});

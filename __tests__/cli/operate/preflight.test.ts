import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as iam from "@aws-sdk/client-iam";
import * as tagging from "@aws-sdk/client-resource-groups-tagging-api";
import { shop } from "../../operate/shop";
import { bluegreen } from "./run";

beforeEach(() => shop.reset());

const preflight = (...args: string[]) =>
  bluegreen(["preflight", "ecs-blue-green", "--name", "shop", "--region", "eu-central-1", ...args]);

const red = () =>
  shop.answer(cloudwatch.DescribeAlarmsCommand, {
    MetricAlarms: [{ AlarmName: "shop-blue-errors", StateValue: "ALARM", StateReason: "9 > 1" }],
  });

describe("bluegreen preflight", () => {
  test("ends with 0 and a line for each check where the system is fit", async () => {
    const { exitCode, stdout, stderr } = await preflight();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe("ok           alarms are quiet, and watch");
    expect(lines.at(-1)).toBe(`shop ecs-blue-green: fit for a release (${lines.length - 1} checks)`);
  });

  test("ends with 5 where it is not, and says why and what to do", async () => {
    red();
    const { exitCode, stdout } = await preflight();
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(
      /^error {8}alarms are quiet, and watch\n {13}error: the alarm shop-blue-errors is red: 9 > 1; mend what/,
    );
    expect(stdout).toMatch(/\nshop ecs-blue-green: not fit for a release \(\d+ checks, 1 refused\)\n$/);
  });

  test("can write JSON of a stable shape", async () => {
    red();
    const { exitCode, stdout } = await preflight("--json");
    expect(exitCode).toBe(5);
    const { checks, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({ version: 1, system: "shop", stack: "ecs-blue-green", verdict: "not fit" });
    expect(checks[0]).toEqual({
      id: "alarms-quiet",
      title: "alarms are quiet, and watch",
      status: "unfit",
      findings: [{ level: "error", message: expect.any(String), remedy: expect.any(String) }],
    });
  });

  test("names the permission that is missing", async () => {
    shop.refuse(
      iam.SimulatePrincipalPolicyCommand,
      "AccessDenied",
      "User: u is not authorized to perform: iam:SimulatePrincipalPolicy",
    );
    const { exitCode, stdout } = await preflight();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /\nnot checked .*\n {13}the permission iam:SimulatePrincipalPolicy is missing: allow /,
    );
    expect((await preflight("--strict")).exitCode).toBe(5);
  });

  test("ends with 1 where AWS gives no answer", async () => {
    shop.refuse(cloudwatch.DescribeAlarmsCommand, "ThrottlingException", "Rate exceeded");
    expect(await preflight()).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^failed .*\n.*AWS throttles cloudwatch:DescribeAlarms/),
    });
  });

  test("ends with 1 where there is no such system", async () => {
    shop.answer(tagging.GetResourcesCommand, { ResourceTagMappingList: [] });
    expect(await preflight()).toMatchObject({
      exitCode: 1,
      stdout: "",
      error: expect.stringContaining("nothing in this account and region bears the tags"),
    });
  });

  test("ends with 2 where the image is no name of one, before AWS is asked", async () => {
    const { exitCode, stderr } = await preflight("--image", "Shop:1");
    expect(exitCode).toBe(2);
    expect(stderr).toContain('"Shop:1" is no name of an image');
    expect(shop.inputs(tagging.GetResourcesCommand)).toEqual([]);
  });
});

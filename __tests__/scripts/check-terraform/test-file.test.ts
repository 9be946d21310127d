import { mocksFor } from "../../../scripts/check-terraform/mocks";
import { testFile } from "../../../scripts/check-terraform/test-file";
import { STACK } from "./stack";

describe("mocksFor", () => {
  const mocks = mocksFor(STACK, {});
  const targets = mocks.override_resource.map(({ target }) => target);
  const valuesOf = (address: string, { override_resource } = mocks) =>
    override_resource.find(({ target }) => target === address)?.values;

  test("fills in what is referred to, in the form that AWS gives it", () => {
    expect(valuesOf("aws_lb_target_group.app_blue")).toEqual({
      arn: "arn:aws:lb:us-east-1:123456789012:app_blue",
    });
    expect(valuesOf("aws_eip.one")).toEqual({ public_ip: expect.stringMatching(/^198\.51\.100\.\d+$/) });
  });

  test("gives each resource values of its own", () => {
    expect(valuesOf("aws_eip.one")).not.toEqual(valuesOf("aws_eip.two"));
  });

  test("leaves alone what nothing refers to", () => {
    expect(targets).not.toContain("aws_lb_target_group.app_green");
  });

  test("fills in what only the expectations refer to", () => {
    const more = mocksFor(STACK, { condition: "aws_lb_target_group.app_green.arn_suffix" });

    expect(valuesOf("aws_lb_target_group.app_green", more)).toEqual({
      arn_suffix: "targetgroup/app_green/0123456789abcdef",
    });
  });

  test("leaves alone what the stack sets itself", () => {
    const resource = {
      aws_eip: { own: { public_ip: "192.0.2.1" } },
      aws_route: { r: { to: "${aws_eip.own.public_ip}" } },
    };

    expect(mocksFor({ ...STACK, resource }, {}).override_resource).toEqual([]);
  });

  test("answers for the data sources of the stack, and for no others", () => {
    expect(mocks.mock_provider.aws.mock_data).toEqual({ aws_partition: { defaults: { partition: "aws" } } });
  });
});

describe("testFile", () => {
  test("asserts on the plan what is planned, and on what was made what is applied", () => {
    const { run } = testFile(STACK, [
      { planned: { "users arrive on 80": "a == 80" }, applied: { "it is blue": "b" } },
      { planned: { "tests arrive on 8080": "c == 8080" }, counts: { aws_lb: 1 } },
    ]);

    expect(run).toEqual({
      plan: {
        command: "plan",
        assert: [
          { condition: "${a == 80}", error_message: "users arrive on 80" },
          { condition: "${c == 8080}", error_message: "tests arrive on 8080" },
        ],
      },
      apply: { command: "apply", assert: [{ condition: "${b}", error_message: "it is blue" }] },
    });
  });
});

import { ValidateHook, type ValidateHookProps } from "../../../modules/pipeline";
import { alone } from "../../helpers/synth";
import { surroundings } from "../surroundings";
import { allowed, KEY } from "./around";

describe("the hook", () => {
  const CHECK = { path: "/", status: [200], maxLatencyMs: 2000, headers: {}, json: {} };
  const hook = (props: Partial<ValidateHookProps> = {}) =>
    alone((stack) => {
      const { security, network, account } = surroundings(stack);
      new ValidateHook(stack, "hook", {
        name: "shop-validate-green",
        role: security.roles.of("hook"),
        account,
        network,
        securityGroup: security.groups.hook,
        keyArn: KEY,
        testUrl: "http://lb:8080",
        checks: [CHECK],
        retries: 5,
        ...props,
      });
    });

  test("reaches green from the private subnets, with its checks and five minutes for them", () => {
    const { filename, source_code_hash, ...function_ } = hook().only("aws_lambda_function");
    expect(filename).toMatch(/^assets\/hook_code\/.*\.zip$/);
    expect(source_code_hash).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(function_).toEqual({
      function_name: "shop-validate-green",
      description: "Checks green through the test route before a user meets it",
      role: "${aws_iam_role.security_roles_hook.arn}",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      timeout: 300,
      memory_size: 256,
      environment: {
        variables: { TEST_URL: "http://lb:8080", CHECKS: JSON.stringify([CHECK]), CHECK_RETRIES: "5" },
      },
      vpc_config: {
        subnet_ids: ["subnet-3", "subnet-4"],
        security_group_ids: ["${aws_security_group.security_groups_hook.id}"],
      },
      logging_config: { log_format: "JSON", log_group: "${aws_cloudwatch_log_group.hook_logs.name}" },
      depends_on: ["aws_iam_role_policy.security_roles_hook_policy"],
    });
  });

  test("knows the name on green's certificate", () => {
    const { variables } = hook({ serverName: "shop.example.com" }).only("aws_lambda_function").environment;
    expect(variables.SERVER_NAME).toBe("shop.example.com");
  });

  test("can leave the VPC: its role keeps the permission for that until its security group is gone", () => {
    expect(hook().at("aws_security_group.security_groups_hook").depends_on).toEqual([
      "aws_iam_role_policy.security_roles_hook_policy",
    ]);
  });

  test("cannot itself use what Lambda needs to put it into the VPC", () => {
    const [, join, denied] = hook().permissions("hook");
    expect(join).toEqual({ Effect: "Allow", Action: expect.any(Array), Resource: ["*"] });
    expect(denied).toEqual({
      ...join,
      Effect: "Deny",
      Condition: {
        ArnEquals: {
          "lambda:SourceFunctionArn":
            "arn:${data.aws_partition.account_partition.partition}:lambda:us-east-1:${data.aws_caller_identity.account_current.account_id}:function:shop-validate-green",
        },
      },
    });
  });

  test("stays out of the VPC when there is nothing to check", () => {
    const template = hook({ checks: [] });
    expect(template.only("aws_lambda_function")).not.toHaveProperty("vpc_config");
    expect(allowed(template, "hook")).toEqual(["logs:CreateLogStream", "logs:PutLogEvents"]);
    expect(allowed(hook(), "hook")).toContain("ec2:CreateNetworkInterface");
  });

  test("hands texts of checks over as they were written", () => {
    const checks = [{ ...CHECK, bodyIncludes: "${price} %{if}" }];
    const { variables } = hook({ checks }).only("aws_lambda_function").environment;
    expect(variables.CHECKS).toContain("$${price} %%{if}");
  });
});

import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Account, Role, Roles } from "../../../modules/security";
import { readSecrets } from "../../../modules/security/permissions";
import { alone } from "../../helpers/synth";
import type { Attributes } from "../../helpers/template";

const statements = (policy: string): Attributes[] => JSON.parse(policy).Statement;

test("an account can spell out the ARN of a resource in it", () => {
  const template = alone((stack) => {
    const account = new Account(stack, "account", "eu-central-1");
    new SqsQueue(stack, "queue", { name: account.arn("ecs", "cluster/shop") });
  });
  expect(template.only("aws_sqs_queue").name).toBe(
    "arn:${data.aws_partition.account_partition.partition}:ecs:eu-central-1:${data.aws_caller_identity.account_current.account_id}:cluster/shop",
  );
});

describe("a role", () => {
  const role = (use: (role: Role) => void) =>
    alone((stack) => {
      use(
        new Role(stack, "deploy", {
          name: "shop-deploy",
          description: "Deploys",
          trust: { Service: "codedeploy.amazonaws.com" },
        }),
      );
    });

  test("begins with no permission", () => {
    const template = role(({ permissions }) => expect(permissions).toEqual([]));
    expect(template.addresses).toEqual(["aws_iam_role.deploy"]);
    expect(statements(template.only("aws_iam_role").assume_role_policy)).toEqual([
      { Effect: "Allow", Principal: { Service: "codedeploy.amazonaws.com" }, Action: ["sts:AssumeRole"] },
    ]);
  });

  test("has one policy, however often it is allowed something", () => {
    const template = role((it) => {
      it.allow({ Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::a/*"] });
      expect(it.permissions.map(({ friendlyUniqueId }) => friendlyUniqueId)).toEqual(["deploy_policy"]);
      it.allow(
        { Action: ["sqs:SendMessage"], Resource: ["arn:aws:sqs:::q"] },
        { Action: ["sns:Publish"], Resource: ["arn:aws:sns:::t"] },
      );
      expect(it.permissions).toHaveLength(1);
    });
    const { policy, role: holder } = template.only("aws_iam_role_policy");
    expect(statements(policy).flatMap(({ Action }) => Action)).toEqual([
      "s3:GetObject",
      "sqs:SendMessage",
      "sns:Publish",
    ]);
    expect(holder).toBe("${aws_iam_role.deploy.name}");
  });
});

describe("roles by job", () => {
  const roles = (...jobs: ("pipeline" | "buildAction" | "build")[]) => {
    let made: Roles<"pipeline" | "buildAction" | "build"> | undefined;
    const template = alone((stack) => {
      made = new Roles(stack, "roles", {
        name: "shop",
        account: new Account(stack, "account", "us-east-1"),
        jobs,
      });
    });
    return { template, made };
  };

  test("an action's role is taken on by the pipeline's, which stands first", () => {
    const { template } = roles("pipeline", "buildAction");
    expect(
      statements(template.at("aws_iam_role.roles_build_action").assume_role_policy)[0]?.Principal,
    ).toEqual({
      AWS: "${aws_iam_role.roles_pipeline.arn}",
    });
    expect(() => roles("buildAction", "pipeline")).toThrow(
      "no role was made for the job 'pipeline': name it in 'jobs', behind the job that takes it on",
    );
  });

  test("fails when a job is asked for that was not named", () => {
    expect(() => roles("pipeline").made?.of("build")).toThrow("no role was made for the job 'build'");
  });
});

describe("permission to read secrets", () => {
  const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf";
  const PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/token";

  test("is for the secret, once, however many of its keys are read", () => {
    expect(readSecrets([`${SECRET}:user::`, `${SECRET}:password:AWSPREVIOUS:`], [], "us-east-1")).toEqual([
      { Action: ["secretsmanager:GetSecretValue"], Resource: [SECRET] },
    ]);
  });

  test("is by service, and none where there is no secret", () => {
    expect(readSecrets([SECRET, PARAMETER], [], "us-east-1")).toEqual([
      { Action: ["ssm:GetParameters"], Resource: [PARAMETER] },
      { Action: ["secretsmanager:GetSecretValue"], Resource: [SECRET] },
    ]);
    expect(readSecrets([], [], "us-east-1")).toEqual([]);
  });

  test("is for keys of one's own by way of the two services only", () => {
    expect(readSecrets([], ["arn:aws:kms:::key/1"], "eu-central-1")).toEqual([
      {
        Action: ["kms:Decrypt"],
        Resource: ["arn:aws:kms:::key/1"],
        Condition: {
          StringEquals: {
            "kms:ViaService": ["secretsmanager.eu-central-1.amazonaws.com", "ssm.eu-central-1.amazonaws.com"],
          },
        },
      },
    ]);
  });
});

import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole, type IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { Fn } from "cdktf";
import { UNSCOPED_ACTIONS } from "../../../modules/policy/unscoped-actions";
import { findingsOf } from "./helpers";

const document = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

/** Findings about a role's policy with one statement. */
const role = (rule: string, statement: object) =>
  findingsOf(
    rule,
    (stack) => new IamRolePolicy(stack, "Policy", { role: "build", policy: document(statement) }),
  );

const key = (rule: string, statement: object) =>
  findingsOf(rule, (stack) => new KmsKey(stack, "Key", { policy: document(statement) }));

const BUCKET = "arn:aws:s3:::artifacts";

describe("actions of a policy (BG-IAM-001)", () => {
  test("can be listed, and can be denied as a whole", () => {
    expect(role("BG-IAM-001", { Action: ["s3:GetObject", "s3:List*"], Resource: BUCKET })).toEqual([]);
    expect(role("BG-IAM-001", { Effect: "Deny", Action: "*", Resource: "*" })).toEqual([]);
  });

  test.each(["*", "s3:*", "*:*"])("fails when it is %s", (action) => {
    expect(role("BG-IAM-001", { Action: action, Resource: BUCKET })).toEqual([`Policy: allows ${action}`]);
  });

  test("fails in each place that a policy can stand in", () => {
    const policy = document({ Action: ["sqs:*"], Resource: "arn:aws:sqs:us-east-1:111122223333:jobs" });
    const assumeRolePolicy = document({
      Principal: { Service: "codebuild.amazonaws.com" },
      Action: "sts:AssumeRole",
    });
    const found = findingsOf("BG-IAM-001", (stack) => {
      new IamPolicy(stack, "Managed", { policy });
      new SqsQueuePolicy(stack, "Queue", { queueUrl: "https://example.com", policy });
      new IamRole(stack, "Inline", { assumeRolePolicy, inlinePolicy: [{ name: "a", policy }] });
      new IamRole(stack, "Trust", {
        assumeRolePolicy: document({ Principal: { AWS: "111122223333" }, Action: "sts:*" }),
      });
    });
    expect(found).toEqual([
      "Inline: allows sqs:*",
      "Managed: allows sqs:*",
      "Queue: allows sqs:*",
      "Trust: allows sts:*",
    ]);
  });

  test("are read from an aws_iam_policy_document and what it is made of", () => {
    const found = findingsOf("BG-IAM-001", (stack) => {
      const base = new DataAwsIamPolicyDocument(stack, "Base", {
        statement: [{ actions: ["ecr:*"], resources: [BUCKET] }],
      });
      const whole = new DataAwsIamPolicyDocument(stack, "Whole", {
        sourcePolicyDocuments: [base.json],
        statement: [{ effect: "Deny", actions: ["*"], resources: ["*"] }],
      });
      new IamPolicy(stack, "Policy", { policy: whole.json });
    });
    expect(found).toEqual(["Policy: allows ecr:*"]);
  });

  test("are read from an aws_iam_policy_document with the principals and conditions beside them", () => {
    const found = (principal: { type: string; identifiers: string[] }) =>
      findingsOf("BG-IAM-005", (stack) => {
        const condition = [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111122223333"] }];
        const statement = { actions: ["s3:GetObject"], resources: [BUCKET], principals: [principal] };
        const open = new DataAwsIamPolicyDocument(stack, "Open", { statement: [statement] });
        new S3BucketPolicy(stack, "OpenPolicy", { bucket: "a", policy: open.json });
        const limited = new DataAwsIamPolicyDocument(stack, "Limited", {
          statement: [{ ...statement, condition }],
        });
        new S3BucketPolicy(stack, "LimitedPolicy", { bucket: "b", policy: limited.json });
      });
    expect(found({ type: "*", identifiers: ["*"] })).toEqual([expect.stringContaining("OpenPolicy: ")]);
    expect(found({ type: "AWS", identifiers: ["*"] })).toHaveLength(1);
    expect(found({ type: "AWS", identifiers: ["111122223333"] })).toEqual([]);
  });

  test("are read beside expressions with quotes in them", () => {
    const found = findingsOf("BG-IAM-001", (stack) => {
      const resource = Fn.join("/", [new S3Bucket(stack, "Bucket", {}).arn, "*"]);
      new IamPolicy(stack, "Policy", { policy: document({ Action: "s3:*", Resource: resource }) });
    });
    expect(found).toEqual(["Policy: allows s3:*"]);
  });

  test("can be kms:* for the account in AWS's own default key policy, and in no other shape", () => {
    const account = { AWS: "arn:aws:iam::111122223333:root" };
    const own = { Principal: account, Action: "kms:*", Resource: "*" };
    expect(key("BG-IAM-001", own)).toEqual([]);
    expect(
      key("BG-IAM-001", {
        ...own,
        Principal: { AWS: "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" },
      }),
    ).toEqual([]);
    expect(
      key("BG-IAM-001", { ...own, Principal: { AWS: "arn:aws:iam::111122223333:role/admin" } }),
    ).toHaveLength(1);
    expect(
      key("BG-IAM-001", { ...own, Principal: { ...account, Service: "logs.amazonaws.com" } }),
    ).toHaveLength(1);
    expect(role("BG-IAM-001", { Action: "kms:*", Resource: "*" })).toHaveLength(1);
  });
});

describe("resource * (BG-IAM-002)", () => {
  test("can stand with actions that AWS cannot limit, in any case", () => {
    expect(
      role("BG-IAM-002", { Action: ["ecr:GetAuthorizationToken", "EC2:describeSubnets"], Resource: "*" }),
    ).toEqual([]);
  });

  test("can stand with an action that a condition limits, under that condition alone", () => {
    const create = { Action: "ecs:CreateTaskSet", Resource: "*" };
    const cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/web";
    expect(role("BG-IAM-002", { ...create, Condition: { ArnEquals: { "ecs:Cluster": cluster } } })).toEqual(
      [],
    );
    expect(
      role("BG-IAM-002", { ...create, Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } } }),
    ).toHaveLength(1);
    expect(role("BG-IAM-002", create)).toHaveLength(1);
  });

  test("can mean the key in a key policy, and all in a denial", () => {
    const service = { Principal: { Service: "logs.amazonaws.com" }, Action: "kms:Decrypt", Resource: "*" };
    expect(key("BG-IAM-002", service)).toEqual([]);
    expect(role("BG-IAM-002", { Effect: "Deny", Action: "s3:PutObject", Resource: "*" })).toEqual([]);
  });

  test("fails with an action that can be limited, and names it alone", () => {
    expect(
      role("BG-IAM-002", { Action: ["ecr:GetAuthorizationToken", "ecr:PutImage"], Resource: [BUCKET, "*"] }),
    ).toEqual(["Policy: allows ecr:PutImage on resource *"]);
  });

  test("fails with a pattern of actions, even where each could stand", () => {
    expect(role("BG-IAM-002", { Action: "elasticloadbalancing:Describe*", Resource: "*" })).toHaveLength(1);
  });

  test("has AWS's word for each action, once", () => {
    const names = UNSCOPED_ACTIONS.flatMap(({ service, actions }) =>
      actions.map((action) => `${service}:${action}`),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const { see } of UNSCOPED_ACTIONS) expect(see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });
});

describe("all but a list (BG-IAM-003)", () => {
  test("fails when it is allowed, not when it is denied", () => {
    expect(role("BG-IAM-003", { NotAction: "iam:*", Resource: BUCKET })).toEqual([
      "Policy: allows every action but iam:*",
    ]);
    expect(role("BG-IAM-003", { Action: "s3:GetObject", NotResource: BUCKET })).toHaveLength(1);
    expect(role("BG-IAM-003", { Effect: "Deny", NotAction: "iam:*", Resource: "*" })).toEqual([]);
  });
});

describe("iam:PassRole (BG-IAM-004)", () => {
  const tasks = { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } };
  const pass = (statement: object) =>
    role("BG-IAM-004", {
      Action: "iam:PassRole",
      Resource: "arn:aws:iam::111122223333:role/task",
      Condition: tasks,
      ...statement,
    });

  test("can be limited by role and service", () => {
    expect(pass({})).toEqual([]);
    expect(
      pass({
        Resource: "${aws_iam_role.task.arn}",
        Condition: { StringLike: { "iam:passedToService": ["ecs-tasks.*"] } },
      }),
    ).toEqual([]);
  });

  test("can be limited in an aws_iam_policy_document", () => {
    const found = (variable: string) =>
      findingsOf("BG-IAM-004", (stack) => {
        const condition = [{ test: "StringEquals", variable, values: ["ecs-tasks.amazonaws.com"] }];
        const statement = [
          { actions: ["iam:PassRole"], resources: ["arn:aws:iam::111122223333:role/task"], condition },
        ];
        new IamPolicy(stack, "Policy", {
          policy: new DataAwsIamPolicyDocument(stack, "Document", { statement }).json,
        });
      });
    expect(found("iam:PassedToService")).toEqual([]);
    expect(found("aws:SourceAccount")).toHaveLength(1);
  });

  test.each([
    ["any role", { Resource: "*" }, "any role (*)"],
    [
      "any role of an account",
      { Resource: "arn:aws:iam::111122223333:role/*" },
      "any role (arn:aws:iam::111122223333:role/*)",
    ],
    ["no condition", { Condition: undefined }, "no condition on iam:PassedToService"],
    [
      "a condition that only excludes",
      { Condition: { StringNotEquals: tasks.StringEquals } },
      "no condition",
    ],
    [
      "any service",
      { Condition: { StringLike: { "iam:PassedToService": "*" } } },
      'iam:PassedToService is "*"',
    ],
    ["a pattern of actions", { Action: "iam:Pass*", Condition: {} }, "no condition"],
  ])("fails when it has %s", (_, statement, message) => {
    expect(pass(statement)).toEqual([expect.stringContaining(message)]);
  });
});

describe("principals of a policy (BG-IAM-005)", () => {
  const bucket = (statement: object) =>
    findingsOf(
      "BG-IAM-005",
      (stack) => new S3BucketPolicy(stack, "Policy", { bucket: "b", policy: document(statement) }),
    );
  const read = { Principal: "*", Action: "s3:GetObject", Resource: `${BUCKET}/*` };

  test("fail when they are anyone", () => {
    expect(bucket(read)).toEqual(["Policy: lets any principal in, with no condition"]);
    expect(bucket({ ...read, Principal: { AWS: ["*"], Service: "codebuild.amazonaws.com" } })).toHaveLength(
      1,
    );
  });

  test("can be anyone under a condition, or in a denial", () => {
    expect(bucket({ ...read, Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } })).toEqual(
      [],
    );
    expect(bucket({ ...read, Effect: "Deny" })).toEqual([]);
  });
});

describe("managed policies of a role (BG-IAM-006)", () => {
  const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
  const roleWith = (config: Partial<IamRoleConfig>) =>
    findingsOf(
      "BG-IAM-006",
      (stack) => new IamRole(stack, "Role", { assumeRolePolicy: document({}), ...config }),
    );

  test("fail when they allow everything", () => {
    expect(roleWith({ managedPolicyArns: [admin] })).toEqual([`Role: has ${admin}`]);
    expect(
      findingsOf(
        "BG-IAM-006",
        (stack) => new IamRolePolicyAttachment(stack, "A", { role: "r", policyArn: admin }),
      ),
    ).toHaveLength(1);
  });

  test("can be for one job", () => {
    expect(roleWith({ managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"] })).toEqual(
      [],
    );
  });
});

describe("policies that only Terraform knows (BG-IAM-007)", () => {
  test("are warned about", () => {
    const found = findingsOf(
      "BG-IAM-007",
      (stack) => new IamPolicy(stack, "Policy", { policy: Fn.jsonencode({ Statement: [] }) }),
    );
    expect(found).toEqual(["Policy: has a policy that is known only after Terraform has run"]);
    expect(role("BG-IAM-007", { Action: "s3:GetObject", Resource: BUCKET })).toEqual([]);
  });
});

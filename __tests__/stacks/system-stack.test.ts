import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Testing } from "cdktf";
import { Construct } from "constructs";
import { SystemStack } from "../../stacks/system-stack";
import { alone, config, type Settings, template } from "../helpers/synth";

const stackOf = (settings: Settings = {}, id = "web", environment?: string) =>
  template(new SystemStack(Testing.app(), id, config(settings), environment));

describe("addresses", () => {
  class Queue extends Construct {
    constructor(scope: Construct, id: string) {
      super(scope, id);
      new SqsQueue(this, "resource", {});
      new SqsQueue(this, "dead-letters", {});
    }
  }

  test("follow the tree of constructs; a construct's main resource bears its name", () => {
    const { addresses } = alone((stack) => {
      new Queue(new Construct(stack, "shop"), "order-queue");
    });
    expect(addresses).toEqual([
      "aws_sqs_queue.shop_order_queue",
      "aws_sqs_queue.shop_order_queue_dead_letters",
    ]);
  });

  test("can be the same for two resources of different types", () => {
    const { addresses } = alone((stack) => {
      new SqsQueue(stack, "orders", {});
      new SnsTopic(new Construct(stack, "orders-topic"), "resource", {});
      new SnsTopic(stack, "orders_", {});
    });
    expect(addresses).toEqual([
      "aws_sns_topic.orders_",
      "aws_sns_topic.orders_topic",
      "aws_sqs_queue.orders",
    ]);
  });

  test("can be asked for again", () => {
    alone((stack) => {
      const queue = new SqsQueue(stack, "orders", {});
      expect(queue.fqn).toBe(queue.fqn);
    });
  });

  test("fails when two resources would have the same, and names both", () => {
    const twins = () =>
      alone((stack) => {
        new SqsQueue(stack, "order-queue", {});
        new SqsQueue(new Construct(stack, "order"), "queue", {});
      });
    expect(twins).toThrow(
      "'alone/order/queue' and 'alone/order-queue' would both have the address 'order_queue': rename one of the two",
    );
  });
});

describe("provider", () => {
  test("is of the region, and tags everything", () => {
    expect(stackOf({ region: "eu-central-1", tags: { Team: "web", System: "renamed" } }).provider).toEqual({
      region: "eu-central-1",
      default_tags: [{ tags: { System: "renamed", Stack: "web", ManagedBy: "terraform", Team: "web" } }],
    });
  });

  test("can refuse every account but one", () => {
    expect(stackOf({ accountId: "123456789012" }).provider.allowed_account_ids).toEqual(["123456789012"]);
  });

  test.each([
    ["codedeploy", undefined, ">= 5.100.0, < 7.0.0"],
    ["native", undefined, ">= 6.25.0, < 7.0.0"],
    ["codedeploy", "~> 6.30", "~> 6.30"],
  ] as const)("engine %s with awsProvider %s asks for %s", (engine, awsProvider, version) => {
    const { required_providers, required_version } = stackOf({ engine, awsProvider }).terraform;
    expect(required_providers).toEqual({ aws: { source: "hashicorp/aws", version } });
    // Older ones have no lock file in S3.
    expect(required_version).toBe(">= 1.10.0");
  });
});

describe("state", () => {
  const KEY = "arn:aws:kms:us-east-1:123456789012:key/1";

  test("local: beside the output folder, relative, a file for each stack", () => {
    expect(stackOf({}, "web").terraform.backend).toEqual({
      local: { path: "../../../terraform.shop.web.tfstate" },
    });
    expect(stackOf({}, "api").terraform.backend).toEqual({
      local: { path: "../../../terraform.shop.api.tfstate" },
    });
  });

  test("s3: a key for each stack, Terraform's own lock file, the user's encryption key", () => {
    const { backend } = stackOf({
      region: "eu-central-1",
      state: { backend: "s3", bucket: "acme-state", region: "us-east-1", kmsKeyArn: KEY },
    }).terraform;
    expect(backend).toEqual({
      s3: {
        bucket: "acme-state",
        key: "cdktf-blue-green/shop/web.tfstate",
        region: "us-east-1",
        encrypt: true,
        kms_key_id: KEY,
        use_lockfile: true,
      },
    });
  });

  test("s3 with no key named: the bucket's own key encrypts, and Terraform asks for no other", () => {
    const { s3 } = stackOf({ state: { backend: "s3", bucket: "acme-state" } }).terraform.backend;
    expect(s3).toMatchObject({ encrypt: false, region: "us-east-1" });
    expect(s3).not.toHaveProperty("kms_key_id");
  });

  test.each([
    [{ backend: "local" }, { backend: { local: { path: "../../../terraform.shop.prod.web.tfstate" } } }],
    [
      { backend: "s3", bucket: "acme-state" },
      { backend: { s3: { key: "cdktf-blue-green/shop/prod/web.tfstate" } } },
    ],
    [{ backend: "cloud", organization: "acme" }, { cloud: { workspaces: { name: "shop-prod-web" } } }],
  ] as const)("%j: each environment has one of its own", (state, expected) => {
    expect(stackOf({ state }, "web", "prod").terraform).toMatchObject(expected);
  });

  test("cloud: a workspace for each stack", () => {
    const { backend, cloud } = stackOf({
      state: { backend: "cloud", organization: "acme", workspace: "web", hostname: "tfe.example.com" },
    }).terraform;
    expect(cloud).toEqual({
      hostname: "tfe.example.com",
      organization: "acme",
      workspaces: { name: "web-web" },
    });
    expect(backend).toBeUndefined();
  });
});

import {
  Account,
  EncryptionKey,
  type EncryptionKeyProps,
  LogGroup,
  PrivateBucket,
  type PrivateBucketProps,
} from "../../../modules/security";
import { alone } from "../../helpers/synth";
import type { Attributes } from "../../helpers/template";

const ACCOUNT = "${data.aws_caller_identity.account_current.account_id}";
const PARTITION = "${data.aws_partition.account_partition.partition}";
const statements = (policy: string): Attributes[] => JSON.parse(policy).Statement;

describe("a private bucket", () => {
  const bucket = (props: Partial<PrivateBucketProps> = {}) =>
    alone((stack) => {
      new PrivateBucket(stack, "files", { name: "shop-files", ...props });
    });

  test("refuses plain HTTP, whoever asks", () => {
    const { policy, depends_on } = bucket().only("aws_s3_bucket_policy");
    expect(statements(policy)).toEqual([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*"],
        Resource: ["${aws_s3_bucket.files.arn}", "${aws_s3_bucket.files.arn}/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    expect(depends_on).toEqual(["aws_s3_bucket_public_access_block.files_public_access"]);
  });

  test("is closed to the public in all four ways", () => {
    const { bucket: _, ...blocks } = bucket().only("aws_s3_bucket_public_access_block");
    expect(blocks).toEqual({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  test("left to itself goes with its content, is encrypted by Amazon S3, keeps no versions and forgets nothing", () => {
    const template = bucket();
    expect(template.only("aws_s3_bucket")).toEqual({ bucket: "shop-files", force_destroy: true });
    expect(encryption(template)).toEqual({
      apply_server_side_encryption_by_default: { sse_algorithm: "AES256" },
      bucket_key_enabled: false,
    });
    expect(template.count("aws_s3_bucket_versioning")).toBe(0);
    expect(template.count("aws_s3_bucket_lifecycle_configuration")).toBe(0);
  });

  test("can outlive a destroy, have a key of its own, keep versions, and forget", () => {
    const template = bucket({
      keep: true,
      keyArn: "arn:aws:kms:::key/1",
      versioned: true,
      expiryDays: 14,
    });
    expect(template.only("aws_s3_bucket")).toMatchObject({
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(encryption(template)).toEqual({
      apply_server_side_encryption_by_default: {
        sse_algorithm: "aws:kms",
        kms_master_key_id: "arn:aws:kms:::key/1",
      },
      bucket_key_enabled: true,
    });
    expect(template.only("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
    expect(template.only("aws_s3_bucket_lifecycle_configuration").rule).toEqual([
      {
        id: "expire",
        status: "Enabled",
        filter: [{ prefix: "" }],
        expiration: [{ days: 14 }],
        noncurrent_version_expiration: [{ noncurrent_days: 14 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
      },
    ]);
  });

  test("can let others in, and still refuses plain HTTP", () => {
    const template = bucket({
      allow: (arn) => [
        {
          Principal: { Service: "logs.amazonaws.com" },
          Action: ["s3:PutObject"],
          Resource: [`${arn}/logs/*`],
        },
      ],
    });
    const [first, second] = statements(template.only("aws_s3_bucket_policy").policy);
    expect(first?.Sid).toBe("TlsOnly");
    expect(second).toMatchObject({ Effect: "Allow", Resource: ["${aws_s3_bucket.files.arn}/logs/*"] });
  });

  function encryption(template: ReturnType<typeof bucket>): Attributes {
    return template.only("aws_s3_bucket_server_side_encryption_configuration").rule[0];
  }
});

describe("an encryption key", () => {
  const key = (props: Partial<EncryptionKeyProps> = {}) =>
    alone((stack) => {
      const account = new Account(stack, "account", "eu-central-1");
      new EncryptionKey(stack, "key", { name: "shop-files", description: "Files", account, ...props });
    });

  test("is administered by the account, and used by its log groups", () => {
    const { policy, ...rest } = key().only("aws_kms_key");
    expect(rest).toEqual({ description: "Files", enable_key_rotation: true, deletion_window_in_days: 7 });
    expect(statements(policy)).toEqual([
      {
        Effect: "Allow",
        Sid: "Administration",
        Principal: { AWS: `arn:${PARTITION}:iam::${ACCOUNT}:root` },
        Action: ["kms:*"],
        Resource: ["*"],
      },
      {
        Effect: "Allow",
        Sid: "Logs",
        Principal: { Service: "logs.eu-central-1.amazonaws.com" },
        Action: ["kms:Encrypt", "kms:ReEncrypt*", "kms:DescribeKey", "kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: ["*"],
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": `arn:${PARTITION}:logs:eu-central-1:${ACCOUNT}:log-group:*`,
          },
        },
      },
    ]);
  });

  test("can outlive a destroy", () => {
    expect(key({ keep: true }).only("aws_kms_key").lifecycle).toEqual({ prevent_destroy: true });
  });

  test("can be used by the services that publish to encrypted topics, each limited to this account", () => {
    const [, , alarms, pipeline] = statements(
      key({ publishers: ["cloudwatch", "codestar-notifications"] }).only("aws_kms_key").policy,
    );
    const use = { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: ["*"] };
    expect(alarms).toEqual({
      ...use,
      Sid: "cloudwatch",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
    });
    expect(pipeline).toEqual({
      ...use,
      // AWS takes letters and digits only.
      Sid: "codestarnotifications",
      Principal: { Service: "codestar-notifications.amazonaws.com" },
      Condition: { StringEquals: { "kms:ViaService": "sns.eu-central-1.amazonaws.com" } },
    });
  });
});

test("a log group forgets, and can have a key", () => {
  const template = alone((stack) => {
    new LogGroup(stack, "plain", { name: "/shop/a", retentionDays: 7 });
    new LogGroup(stack, "sealed", { name: "/shop/b", retentionDays: 30, keyArn: "arn:aws:kms:::key/1" });
  });
  expect(template.resources("aws_cloudwatch_log_group")).toEqual({
    plain: { name: "/shop/a", retention_in_days: 7 },
    sealed: { name: "/shop/b", retention_in_days: 30, kms_key_id: "arn:aws:kms:::key/1" },
  });
});

import { EcrRepository, type EcrRepositoryConfig } from "@cdktf/provider-aws/lib/ecr-repository";
import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsFileSystemPolicy } from "@cdktf/provider-aws/lib/efs-file-system-policy";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import type { TerraformStack } from "cdktf";
import { findingsOf } from "./helpers";

const bucketWith = (rule: string, build: (stack: TerraformStack, bucket: S3Bucket) => void) =>
  findingsOf(rule, (stack) => build(stack, new S3Bucket(stack, "Bucket", { bucket: "artifacts" })));

describe("encryption of a bucket (BG-STORAGE-001)", () => {
  const rule = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }];

  test("can be said by reference or by name", () => {
    for (const name of [(bucket: S3Bucket) => bucket.id, () => "artifacts"]) {
      const found = bucketWith("BG-STORAGE-001", (stack, bucket) => {
        new S3BucketServerSideEncryptionConfigurationA(stack, "Sse", { bucket: name(bucket), rule });
      });
      expect(found).toEqual([]);
    }
  });

  test("fails when it is another bucket's", () => {
    const found = bucketWith("BG-STORAGE-001", (stack) => {
      new S3BucketServerSideEncryptionConfigurationA(stack, "Sse", { bucket: "logs", rule });
    });
    expect(found).toEqual(["Bucket: has no server-side encryption configuration"]);
  });
});

describe("public access of a bucket (BG-STORAGE-002)", () => {
  const flags = {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  };
  const blocked = (overrides: Partial<typeof flags>) =>
    bucketWith("BG-STORAGE-002", (stack, { id }) => {
      new S3BucketPublicAccessBlock(stack, "Block", { bucket: id, ...flags, ...overrides });
    });

  test("can be blocked", () => {
    expect(blocked({})).toEqual([]);
  });

  test("fails when one way is open, or all are", () => {
    expect(blocked({ ignorePublicAcls: false })).toEqual(["Bucket: leaves ignore_public_acls off"]);
    expect(bucketWith("BG-STORAGE-002", () => {})).toEqual(["Bucket: has no public access block"]);
  });
});

describe("TLS to a bucket (BG-STORAGE-003)", () => {
  const denial = (bucket: S3Bucket) => ({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucket.arn, `${bucket.arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
  const policed = (change: (bucket: S3Bucket) => object) =>
    bucketWith("BG-STORAGE-003", (stack, bucket) => {
      const policy = JSON.stringify({ Statement: { ...denial(bucket), ...change(bucket) } });
      new S3BucketPolicy(stack, "Policy", { bucket: bucket.id, policy });
    });

  test("can be demanded of everyone", () => {
    expect(policed(() => ({}))).toEqual([]);
    const others = { AWS: "*", Service: "codebuild.amazonaws.com" };
    expect(policed(() => ({ Principal: others, Action: ["s3:GetObject", "s3:*"] }))).toEqual([]);
    expect(policed(() => ({ Condition: { Bool: { "aws:SecureTransport": false } } }))).toEqual([]);
  });

  test.each([
    ["the objects are left out", (bucket: S3Bucket) => ({ Resource: bucket.arn })],
    ["the bucket is left out", (bucket: S3Bucket) => ({ Resource: `${bucket.arn}/*` })],
    ["some actions are left out", () => ({ Action: "s3:GetObject" })],
    ["it is allowed", () => ({ Effect: "Allow" })],
    ["it holds for one principal", () => ({ Principal: { Service: "codebuild.amazonaws.com" } })],
    [
      "it holds under one more condition",
      (bucket: S3Bucket) => ({ Condition: { ...denial(bucket).Condition, StringEquals: { a: "b" } } }),
    ],
    ["it refuses TLS", () => ({ Condition: { Bool: { "aws:SecureTransport": "true" } } })],
  ])("fails when %s", (_, change) => {
    expect(policed(change)).toEqual(["Bucket: has no policy that refuses requests without TLS"]);
  });
});

describe("image repository (BG-STORAGE-004)", () => {
  const repository = (config: Partial<EcrRepositoryConfig>) =>
    findingsOf("BG-STORAGE-004", (stack) => new EcrRepository(stack, "Images", { name: "app", ...config }));
  const good = { imageTagMutability: "IMMUTABLE", imageScanningConfiguration: { scanOnPush: true } };

  test("can be immutable and scanned", () => {
    expect(repository(good)).toEqual([]);
    expect(repository({ ...good, imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" })).toEqual([]);
  });

  test("warns when a tag can move, and when nothing is scanned", () => {
    expect(repository({ ...good, imageTagMutability: undefined })).toEqual([
      expect.stringContaining("image_tag_mutability is MUTABLE"),
    ]);
    expect(repository({ ...good, imageScanningConfiguration: { scanOnPush: false } })).toEqual([
      expect.stringContaining("does not scan"),
    ]);
  });
});

const files = (rule: string, build: (stack: TerraformStack, files: EfsFileSystem) => void) =>
  findingsOf(rule, (stack) => build(stack, new EfsFileSystem(stack, "Files", { encrypted: true })));

describe("file system (BG-STORAGE-005)", () => {
  test("can be encrypted", () => {
    expect(files("BG-STORAGE-005", () => {})).toEqual([]);
  });

  test.each([false, undefined])("fails when encrypted is %s", (encrypted) => {
    const found = findingsOf("BG-STORAGE-005", (stack) => new EfsFileSystem(stack, "Files", { encrypted }));
    expect(found).toEqual(["Files: is not encrypted"]);
  });
});

describe("TLS to a file system (BG-STORAGE-006)", () => {
  const policed = (change: object, ofOthers = false) =>
    files("BG-STORAGE-006", (stack, { id, arn }) => {
      const denial = {
        Effect: "Deny",
        Principal: "*",
        Action: ["elasticfilesystem:ClientMount"],
        Resource: arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      };
      new EfsFileSystemPolicy(stack, "Policy", {
        fileSystemId: ofOthers ? "fs-1" : id,
        policy: JSON.stringify({ Statement: [{ ...denial, ...change }] }),
      });
    });

  test("can be demanded of everyone", () => {
    expect(policed({})).toEqual([]);
    expect(policed({ Principal: { AWS: "*" }, Action: "*" })).toEqual([]);
  });

  test.each([
    ["another file system demands it", {}, true],
    ["mounting is left out", { Action: "elasticfilesystem:ClientWrite" }],
    ["it is allowed", { Effect: "Allow" }],
    ["it holds for one principal", { Principal: { AWS: "arn:aws:iam::123456789012:role/a" } }],
    ["it refuses TLS", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
  ])("fails when %s", (_, change, ofOthers = false) => {
    expect(policed(change, ofOthers)).toEqual(["Files: has no policy that refuses clients without TLS"]);
  });
});

describe("backup of a file system (BG-STORAGE-007)", () => {
  test.each(["ENABLED", "DISABLED"])("can be %s", (status) => {
    const found = files("BG-STORAGE-007", (stack, { id }) => {
      new EfsBackupPolicy(stack, "Backup", { fileSystemId: id, backupPolicy: { status } });
    });
    expect(found).toEqual([]);
  });

  test("warns when nobody says", () => {
    expect(files("BG-STORAGE-007", () => {})).toEqual(["Files: has no backup policy"]);
  });
});

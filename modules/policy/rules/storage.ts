import { readPolicy, type Statement } from "../policy-document";
import { each, type Rule } from "../rule";
import type { ResourceView, StackView } from "../stack-view";
import { isAnyone } from "./iam";

const PUBLIC_ACCESS_FLAGS = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
];

export const STORAGE_RULES: readonly Rule[] = [
  {
    id: "BG-STORAGE-001",
    level: "error",
    title: "Buckets say how they are encrypted",
    remedy: "add an aws_s3_bucket_server_side_encryption_configuration for the bucket",
    check: each(["aws_s3_bucket"], function* (bucket, view) {
      if (ofBucket("aws_s3_bucket_server_side_encryption_configuration", bucket, view).length === 0) {
        yield "has no server-side encryption configuration";
      }
    }),
  },
  {
    id: "BG-STORAGE-002",
    level: "error",
    title: "Buckets block public access in all four ways",
    remedy: "add an aws_s3_bucket_public_access_block for the bucket with all four flags true",
    check: each(["aws_s3_bucket"], function* (bucket, view) {
      const [block] = ofBucket("aws_s3_bucket_public_access_block", bucket, view);
      const open = PUBLIC_ACCESS_FLAGS.filter((flag) => !block?.flag(flag));
      if (!block) yield "has no public access block";
      else if (open.length > 0) yield `leaves ${open.join(", ")} off`;
    }),
  },
  {
    id: "BG-STORAGE-003",
    level: "error",
    title: "Buckets refuse requests without TLS",
    remedy:
      'add a bucket policy that denies s3:* on the bucket and its objects to everyone while aws:SecureTransport is "false"',
    check: each(["aws_s3_bucket"], function* (bucket, view) {
      const policies = ofBucket("aws_s3_bucket_policy", bucket, view);
      const statements = policies.flatMap((policy) => readPolicy(policy.text("policy") ?? "", view) ?? []);
      if (!statements.some(refusesPlainHttp)) yield "has no policy that refuses requests without TLS";
    }),
  },
  {
    id: "BG-STORAGE-004",
    level: "warning",
    title: "Image repositories keep a tag on its image and scan what is pushed",
    remedy: 'set image_tag_mutability to "IMMUTABLE" and image_scanning_configuration.scan_on_push to true',
    check: each(["aws_ecr_repository"], function* (repository) {
      const mutability = repository.text("image_tag_mutability") ?? "MUTABLE";
      if (!mutability.startsWith("IMMUTABLE"))
        yield `image_tag_mutability is ${mutability}: a tag can be moved to another image`;
      if (!repository.block("image_scanning_configuration").flag("scan_on_push"))
        yield "does not scan images when they are pushed";
    }),
  },
  {
    id: "BG-STORAGE-005",
    level: "error",
    title: "File systems are encrypted",
    remedy: "set encrypted to true; an EFS that is not has to be made anew",
    check: each(["aws_efs_file_system"], function* (fileSystem) {
      if (!fileSystem.flag("encrypted")) yield "is not encrypted";
    }),
  },
  {
    id: "BG-STORAGE-006",
    level: "error",
    title: "File systems refuse clients without TLS",
    remedy:
      'add an aws_efs_file_system_policy that denies elasticfilesystem:ClientMount to everyone while aws:SecureTransport is "false"',
    check: each(["aws_efs_file_system"], function* (fileSystem, view) {
      const policies = ofFileSystem("aws_efs_file_system_policy", fileSystem, view);
      const statements = policies.flatMap((policy) => readPolicy(policy.text("policy") ?? "", view) ?? []);
      if (!statements.some(refusesPlainNfs)) yield "has no policy that refuses clients without TLS";
    }),
  },
  {
    id: "BG-STORAGE-007",
    level: "warning",
    title: "File systems say whether they are backed up",
    remedy: "add an aws_efs_backup_policy for the file system",
    check: each(["aws_efs_file_system"], function* (fileSystem, view) {
      if (ofFileSystem("aws_efs_backup_policy", fileSystem, view).length === 0) yield "has no backup policy";
    }),
  },
];

/** Resources of a type that belong to a file system. */
function ofFileSystem(type: string, fileSystem: ResourceView, view: StackView): readonly ResourceView[] {
  return view
    .ofType(type)
    .filter((candidate) => view.referred(candidate.text("file_system_id")) === fileSystem);
}

/** Resources of a type that belong to a bucket, by reference or by its name. */
function ofBucket(type: string, bucket: ResourceView, view: StackView): readonly ResourceView[] {
  return view
    .ofType(type)
    .filter((candidate) => view.named("aws_s3_bucket", "bucket", candidate.text("bucket")) === bucket);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit */
function refusesPlainHttp(statement: Statement): boolean {
  const { actions, resources } = statement;
  const objects = resources.filter((resource) => resource.endsWith("*"));
  return (
    deniesWithoutTls(statement) &&
    actions.some((action) => action === "s3:*" || action === "*") &&
    // The bucket and the objects in it are resources of their own.
    objects.length > 0 &&
    (objects.includes("*") || objects.length < resources.length)
  );
}

const MOUNTS = ["elasticfilesystem:ClientMount", "elasticfilesystem:Client*", "elasticfilesystem:*", "*"];

/** @see https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html */
function refusesPlainNfs(statement: Statement): boolean {
  return deniesWithoutTls(statement) && statement.actions.some((action) => MOUNTS.includes(action));
}

/** Whether everyone is denied something who speaks no TLS. */
function deniesWithoutTls({ effect, principals, conditions }: Statement): boolean {
  return (
    effect === "Deny" &&
    principals.some(isAnyone) &&
    // A second condition would leave requests out.
    conditions.length === 1 &&
    conditions.every(
      ({ operator, key, values }) =>
        operator === "Bool" && key === "aws:securetransport" && values.join() === "false",
    )
  );
}

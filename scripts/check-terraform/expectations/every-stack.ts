import type { Conditions, Expectations } from "../row";
import { resources, type TerraformJson } from "../terraform-json";
import { each } from "./each";

/** Where policies stand: type of resource and attribute. */
const POLICIES = [
  ["aws_efs_file_system_policy", "policy"],
  ["aws_iam_role", "assume_role_policy"],
  ["aws_iam_role_policy", "policy"],
  ["aws_kms_key", "policy"],
  ["aws_s3_bucket_policy", "policy"],
  ["aws_sns_topic_policy", "policy"],
] as const;

/** What goes with each bucket. */
const WITH_BUCKETS = [
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
];

/** What is expected of each stack, whatever its configuration. */
export function everyStack(json: TerraformJson): Expectations {
  const buckets = resources(json, "aws_s3_bucket").length;
  return {
    counts: Object.fromEntries(WITH_BUCKETS.map((type) => [type, buckets])),
    planned: {
      ...each(json, "aws_s3_bucket_public_access_block", "is shut in all four ways", shut),
      ...each(json, "aws_cloudwatch_log_group", "forgets", (group) => `${group}.retention_in_days > 0`),
    },
    applied: {
      ...Object.assign({}, ...POLICIES.map(([type, attribute]) => namesNoWildcard(json, type, attribute))),
      ...each(json, "aws_iam_role_policy", "allows no service as a whole", (address) =>
        noAction(`${address}.policy`, ":[*]$"),
      ),
      ...each(json, "aws_s3_bucket_policy", "denies what comes without TLS", deniesPlainHttp),
    },
  };
}

function namesNoWildcard(json: TerraformJson, type: string, attribute: string): Conditions {
  return each(json, type, 'is JSON and names no action "*"', (address) =>
    noAction(`${address}.${attribute}`, "^[*]$"),
  );
}

function shut(block: string): string {
  return ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
    .map((way) => `${block}.${way}`)
    .join(" && ");
}

function noAction(policy: string, pattern: string): string {
  const actions = `flatten([for statement in jsondecode(${policy}).Statement : statement.Action])`;
  return `length(${actions}) > 0 && !anytrue([for action in ${actions} : can(regex("${pattern}", action))])`;
}

function deniesPlainHttp(address: string): string {
  const denies =
    'statement.Effect == "Deny" && statement.Principal == "*" && contains(statement.Action, "s3:*")';
  const plainHttp = 'statement.Condition.Bool["aws:SecureTransport"] == "false"';
  return `anytrue([for statement in jsondecode(${address}.policy).Statement : try(${denies} && ${plainHttp}, false)])`;
}

import type { Block } from "./block";
import { readJson } from "./json";
import { oncePerView, type ResourceView, type StackView } from "./stack-view";

/** A statement of an IAM policy, its single values made lists. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Who it speaks of, such as `AWS:*` or `Service:ecs.amazonaws.com`; `*` for anyone. */
  readonly principals: readonly string[];
  readonly conditions: readonly Condition[];
}

export interface Condition {
  readonly operator: string;
  /** Key in lower case: AWS takes keys without regard to case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** What a policy hangs on: a role or user, a resource, a KMS key, or the trust of a role. */
export type PolicyKind = "identity" | "resource" | "key" | "trust";

/** A policy in the stack; `statements` is `undefined` where its text cannot be read before Terraform runs. */
export interface Policy {
  readonly resource: ResourceView;
  readonly kind: PolicyKind;
  readonly statements: readonly Statement[] | undefined;
}

interface Place {
  readonly kind: PolicyKind;
  readonly attribute: string;
  /** Block that the attribute stands in, where it does not stand in the resource itself. */
  readonly within?: string;
}

const IDENTITY: readonly Place[] = [{ kind: "identity", attribute: "policy" }];
const KEY: readonly Place[] = [{ kind: "key", attribute: "policy" }];
const RESOURCE: readonly Place[] = [{ kind: "resource", attribute: "policy" }];

/** Where the AWS provider takes policies. */
const PLACES: Readonly<Record<string, readonly Place[]>> = {
  aws_iam_policy: IDENTITY,
  aws_iam_role_policy: IDENTITY,
  aws_iam_user_policy: IDENTITY,
  aws_iam_group_policy: IDENTITY,
  aws_iam_role: [
    { kind: "trust", attribute: "assume_role_policy" },
    { kind: "identity", attribute: "policy", within: "inline_policy" },
  ],
  aws_kms_key: KEY,
  aws_kms_key_policy: KEY,
  aws_backup_vault_policy: RESOURCE,
  aws_cloudwatch_log_resource_policy: [{ kind: "resource", attribute: "policy_document" }],
  aws_ecr_repository_policy: RESOURCE,
  aws_efs_file_system_policy: RESOURCE,
  aws_s3_bucket_policy: RESOURCE,
  aws_secretsmanager_secret_policy: RESOURCE,
  aws_sns_topic: RESOURCE,
  aws_sns_topic_policy: RESOURCE,
  aws_sqs_queue: RESOURCE,
  aws_sqs_queue_policy: RESOURCE,
};

/** Every policy that the stack writes. */
export const policiesOf = oncePerView((view): readonly Policy[] =>
  view.ofType(...Object.keys(PLACES)).flatMap((resource) =>
    (PLACES[resource.type] ?? []).flatMap(({ kind, attribute, within }) =>
      (within ? resource.blocks(within) : [resource])
        .map((block) => block.text(attribute))
        .filter((text) => text !== undefined)
        .map((text) => ({ resource, kind, statements: readPolicy(text, view) })),
    ),
  ),
);

/** Reads a policy: JSON with references in it, or a reference to an `aws_iam_policy_document`. */
export function readPolicy(text: string, view: StackView): readonly Statement[] | undefined {
  const document = view.referred(text);
  if (document?.type === "aws_iam_policy_document") return readDocument(document, view);
  return readJson(text)?.blocks("Statement").map(readStatement);
}

function readStatement(statement: Block): Statement {
  const principal = statement.block("Principal");
  const condition = statement.block("Condition");
  return {
    effect: statement.text("Effect") ?? "",
    actions: statement.list("Action"),
    notActions: statement.list("NotAction"),
    resources: statement.list("Resource"),
    notResources: statement.list("NotResource"),
    principals: [
      ...statement.list("Principal"),
      ...principal.names.flatMap((type) => principal.list(type).map((id) => `${type}:${id}`)),
    ],
    conditions: condition.names.flatMap((operator) => {
      const keys = condition.block(operator);
      return keys.names.map((key) => ({ operator, key: key.toLowerCase(), values: keys.list(key) }));
    }),
  };
}

function readDocument(document: ResourceView, view: StackView): readonly Statement[] | undefined {
  const parts = ["source_policy_documents", "override_policy_documents"]
    .flatMap((name) => document.list(name))
    .map((text) => readPolicy(text, view));
  const own = document.blocks("statement").map((statement) => ({
    effect: statement.text("effect") ?? "Allow",
    actions: statement.list("actions"),
    notActions: statement.list("not_actions"),
    resources: statement.list("resources"),
    notResources: statement.list("not_resources"),
    principals: statement
      .blocks("principals")
      .flatMap((block) =>
        block
          .list("identifiers")
          .map((id) => (block.text("type") === "*" ? "*" : `${block.text("type")}:${id}`)),
      ),
    conditions: statement.blocks("condition").map((block) => ({
      operator: block.text("test") ?? "",
      key: (block.text("variable") ?? "").toLowerCase(),
      values: block.list("values"),
    })),
  }));
  return parts.some((part) => part === undefined)
    ? undefined
    : [...parts.flatMap((part) => part ?? []), ...own];
}

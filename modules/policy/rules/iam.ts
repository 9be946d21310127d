import { type PolicyKind, policiesOf, type Statement } from "../policy-document";
import { each, type Finding, type Rule } from "../rule";
import type { StackView } from "../stack-view";
import { isUnscoped } from "../unscoped-actions";

const WILDCARD_ACTION = /^(\*|[^:]+:\*+)$/;
const WILDCARD_RESOURCE = /^\*+$/;
/** `*`, or every role of an account. */
const ANY_ROLE = /^\*+$|:role\/\*+$/;
const ACCOUNT_ROOT = /^AWS:(arn:[^:]+:iam::[^:]+:root|\d{12})$/;
const LIMITING_OPERATOR = /^(ForAnyValue:|ForAllValues:)?String(Equals|Like)(IgnoreCase)?$/i;

/** Managed policies that allow nearly everything. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html */
const BROAD_MANAGED_POLICY = /:iam::aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

export const IAM_RULES: readonly Rule[] = [
  {
    id: "BG-IAM-001",
    level: "error",
    title: "No policy allows a wildcard of actions",
    remedy: "list the actions that the job needs",
    check: eachAllow(function* (statement, kind) {
      if (kind === "key" && isDefaultKeyStatement(statement)) return;
      const wildcards = statement.actions.filter((action) => WILDCARD_ACTION.test(action));
      if (wildcards.length > 0) yield `allows ${wildcards.join(", ")}`;
    }),
  },
  {
    id: "BG-IAM-002",
    level: "error",
    title: "Resource * is only for actions that AWS cannot limit to a resource",
    remedy: "name the resources; the actions that may have * are listed in docs/policy-rules.md",
    check: eachAllow(function* (statement, kind) {
      // In a key policy "*" is the key that it hangs on.
      if (kind === "key" || !statement.resources.some((resource) => WILDCARD_RESOURCE.test(resource))) return;
      const keys = statement.conditions.map(({ key }) => key);
      const scoped = statement.actions.filter((action) => !isUnscoped(action, keys));
      if (scoped.length > 0) yield `allows ${scoped.join(", ")} on resource *`;
    }),
  },
  {
    id: "BG-IAM-003",
    level: "error",
    title: "No policy allows all but a list",
    remedy: "turn NotAction and NotResource of an Allow into lists of what is allowed",
    check: eachAllow(function* ({ notActions, notResources }) {
      if (notActions.length > 0) yield `allows every action but ${notActions.join(", ")}`;
      if (notResources.length > 0) yield `allows every resource but ${notResources.join(", ")}`;
    }),
  },
  {
    id: "BG-IAM-004",
    level: "error",
    title: "iam:PassRole is limited by the role and by the service that receives it",
    remedy: "name the role's ARN, and the service in a StringEquals condition on iam:PassedToService",
    check: eachAllow(function* ({ actions, resources, conditions }) {
      if (!actions.some((action) => globOf(action).test("iam:passrole"))) return;
      const wide = resources.filter((resource) => ANY_ROLE.test(resource));
      if (wide.length > 0) yield `allows to pass any role (${wide.join(", ")})`;
      const services = conditions
        .filter(({ operator, key }) => LIMITING_OPERATOR.test(operator) && key === "iam:passedtoservice")
        .flatMap(({ values }) => values);
      if (services.length === 0)
        yield "allows to pass a role to any service: it has no condition on iam:PassedToService";
      if (services.includes("*")) yield 'allows to pass a role to any service: iam:PassedToService is "*"';
    }),
  },
  {
    id: "BG-IAM-005",
    level: "error",
    title: "No policy lets anyone in without a condition",
    remedy: "name the principal, or limit it by a condition such as aws:SourceAccount",
    check: eachAllow(function* ({ principals, conditions }) {
      if (conditions.length === 0 && principals.some(isAnyone))
        yield "lets any principal in, with no condition";
    }),
  },
  {
    id: "BG-IAM-006",
    level: "error",
    title: "No role has a managed policy that allows nearly everything",
    remedy: "write a policy with the actions that the job needs",
    check: each(["aws_iam_role", "aws_iam_role_policy_attachment"], function* (resource) {
      const attached = [...resource.list("managed_policy_arns"), ...resource.list("policy_arn")];
      yield* attached.filter((arn) => BROAD_MANAGED_POLICY.test(arn)).map((arn) => `has ${arn}`);
    }),
  },
  {
    id: "BG-IAM-007",
    level: "warning",
    title: "Policies can be read when the stack is synthesised",
    remedy:
      "write the policy with JSON.stringify or as an aws_iam_policy_document, so that the other rules can judge it",
    *check(view) {
      for (const { resource, statements } of policiesOf(view)) {
        if (!statements)
          yield { resource, message: "has a policy that is known only after Terraform has run" };
      }
    },
  },
];

/** Whether a principal is everyone, in an AWS account or out of it. */
export function isAnyone(principal: string): boolean {
  return principal === "*" || principal === "AWS:*";
}

/** A check of each statement that allows something. */
function eachAllow(judge: (statement: Statement, kind: PolicyKind) => Iterable<string>): Rule["check"] {
  return function* (view: StackView): Generator<Finding> {
    for (const { resource, kind, statements = [] } of policiesOf(view)) {
      for (const statement of statements) {
        if (statement.effect !== "Allow") continue;
        for (const message of judge(statement, kind)) yield { resource, message };
      }
    }
  };
}

/**
 * The statement that AWS writes into every new key, and without which nobody could manage it.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
 */
function isDefaultKeyStatement({ actions, principals, resources }: Statement): boolean {
  const [principal = ""] = principals;
  return (
    actions.join() === "kms:*" &&
    resources.join() === "*" &&
    principals.length === 1 &&
    ACCOUNT_ROOT.test(principal)
  );
}

function globOf(pattern: string): RegExp {
  const escaped = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}

/** The principals of a statement in a resource or trust policy. */
export interface Principals {
  readonly Service?: string | readonly string[];
  readonly AWS?: string | readonly string[];
  readonly Federated?: string | readonly string[];
}

/** One statement of an IAM policy. Actions and resources are always lists: they read and compare alike everywhere. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect?: "Allow" | "Deny";
  readonly Principal?: Principals | "*";
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * Renders a policy as JSON. References to other resources inside it stay references: Terraform fills them in when it
 * plans, so the document needs no data source.
 */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  });
}

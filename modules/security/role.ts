import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { type Principals, policyDocument, type Statement } from "./policy-document";

export interface RoleProps {
  readonly name: string;
  /** What the role is for, in a few words. */
  readonly description: string;
  /** Who may take the role on. */
  readonly trust: Principals;
  /** How it is taken on. @default "sts:AssumeRole" */
  readonly trustAction?: "sts:AssumeRole" | "sts:AssumeRoleWithWebIdentity";
  /** Conditions on who may take it on. @default - none */
  readonly condition?: Statement["Condition"];
}

/** A role that begins with no permission at all. Each resource that its job needs adds what it takes, and no more. */
export class Role extends Construct {
  public readonly arn: string;
  public readonly name: string;
  private readonly statements: Statement[] = [];
  private inline?: IamRolePolicy;

  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    const { name, description, trust, trustAction = "sts:AssumeRole", condition } = props;
    const role = new IamRole(this, "resource", {
      name,
      description,
      assumeRolePolicy: policyDocument([{ Principal: trust, Action: [trustAction], Condition: condition }]),
    });
    this.arn = role.arn;
    this.name = role.name;
  }

  /** Adds permissions to the role's one policy. */
  public allow(...statements: Statement[]): void {
    this.statements.push(...statements);
    this.inline ??= new IamRolePolicy(this, "policy", {
      name: "job",
      role: this.name,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements) }),
    });
  }

  /** What a resource depends on that uses the permissions while it is created. */
  public get permissions(): IamRolePolicy[] {
    return this.inline ? [this.inline] : [];
  }
}

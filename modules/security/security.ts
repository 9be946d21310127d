import { Construct } from "constructs";
import type { Account } from "./account";
import { EncryptionKey, type EncryptionKeyProps } from "./encryption-key";
import { type Job, Roles } from "./roles";
import { SecurityGroups, type SecurityGroupsProps } from "./security-groups";

export interface SecurityProps<J extends Job> {
  readonly name: string;
  readonly account: Account;
  /** The jobs that need a role. */
  readonly jobs: readonly J[];
  readonly traffic: Omit<SecurityGroupsProps, "name">;
}

/** Roles, keys and security groups of a system. */
export class Security<J extends Job> extends Construct {
  public readonly roles: Roles<J>;
  /** Encrypts the registry and the application's logs. */
  public readonly applicationKey: EncryptionKey;
  /** Encrypts artifacts, the pipeline's logs and notifications. */
  public readonly pipelineKey: EncryptionKey;
  public readonly groups: SecurityGroups;

  constructor(scope: Construct, id: string, { name, account, jobs, traffic }: SecurityProps<J>) {
    super(scope, id);
    this.roles = new Roles(this, "roles", { name, account, jobs });
    this.applicationKey = new EncryptionKey(this, "application-key", {
      name: `${name}-application`,
      description: `${name}: images and application logs`,
      account,
    });
    this.pipelineKey = pipelineKey(this, name, account, ["cloudwatch", "codestar-notifications"]);
    this.groups = new SecurityGroups(this, "groups", { name, ...traffic });
  }
}

/** The key of everything around a pipeline. Publishers are those of its encrypted topic. */
export function pipelineKey(
  scope: Construct,
  name: string,
  account: Account,
  publishers: EncryptionKeyProps["publishers"],
): EncryptionKey {
  return new EncryptionKey(scope, "pipeline-key", {
    name: `${name}-pipeline`,
    description: `${name}: artifacts, pipeline logs and notifications`,
    account,
    publishers,
  });
}

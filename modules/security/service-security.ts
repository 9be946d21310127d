import { Construct } from "constructs";
import type { Account } from "./account";
import { EncryptionKey } from "./encryption-key";
import { type Job, Roles } from "./roles";
import { ServiceGroups, type ServiceGroupsProps } from "./service-groups";

export interface ServiceSecurityProps<J extends Job> {
  readonly name: string;
  readonly account: Account;
  /** The jobs that need a role. */
  readonly jobs: readonly J[];
  readonly traffic: Omit<ServiceGroupsProps, "name">;
}

/** Roles, key and security groups of a service that is released from elsewhere: there is no pipeline to secure. */
export class ServiceSecurity<J extends Job> extends Construct {
  public readonly roles: Roles<J>;
  /** Encrypts the registry, the application's logs, and what alarms publish. */
  public readonly applicationKey: EncryptionKey;
  public readonly groups: ServiceGroups;

  constructor(scope: Construct, id: string, { name, account, jobs, traffic }: ServiceSecurityProps<J>) {
    super(scope, id);
    this.roles = new Roles(this, "roles", { name, account, jobs });
    this.applicationKey = new EncryptionKey(this, "application-key", {
      name: `${name}-application`,
      description: `${name}: images, application logs and alarms`,
      account,
      publishers: ["cloudwatch"],
    });
    this.groups = new ServiceGroups(this, "groups", { name, ...traffic });
  }
}

import { Construct } from "constructs";
import type { Account } from "./account";
import type { EncryptionKey } from "./encryption-key";
import { FleetGroups, type FleetGroupsProps } from "./fleet-groups";
import { type Job, Roles } from "./roles";
import { pipelineKey } from "./security";

export interface FleetSecurityProps<J extends Job> {
  readonly name: string;
  readonly account: Account;
  /** The jobs that need a role. */
  readonly jobs: readonly J[];
  readonly traffic: Omit<FleetGroupsProps, "name">;
}

/** Roles, key and security groups of a system of instances. */
export class FleetSecurity<J extends Job> extends Construct {
  public readonly roles: Roles<J>;
  /** Encrypts artifacts, logs and notifications. */
  public readonly pipelineKey: EncryptionKey;
  public readonly groups: FleetGroups;

  constructor(scope: Construct, id: string, { name, account, jobs, traffic }: FleetSecurityProps<J>) {
    super(scope, id);
    this.roles = new Roles(this, "roles", { name, account, jobs });
    // Alarms, pipeline notifications and news of instances are published to an encrypted topic.
    this.pipelineKey = pipelineKey(this, name, account, [
      "cloudwatch",
      "codestar-notifications",
      "autoscaling",
    ]);
    this.groups = new FleetGroups(this, "groups", { name, ...traffic });
  }
}

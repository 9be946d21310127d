import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { Construct } from "constructs";

/** The account, partition and region that a system is built in: what ARNs are made of. */
export class Account extends Construct {
  public readonly id: string;
  public readonly partition: string;

  constructor(
    scope: Construct,
    id: string,
    public readonly region: string,
  ) {
    super(scope, id);
    this.id = new DataAwsCallerIdentity(this, "current").accountId;
    this.partition = new DataAwsPartition(this, "partition").partition;
  }

  /** The ARN of a resource of this account and region. */
  public arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.id}:${resource}`;
  }
}

import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";

export interface LogGroupProps {
  readonly name: string;
  /** Days until an entry is removed. */
  readonly retentionDays: number;
  /** ARN of the key that encrypts entries. @default - CloudWatch Logs' own key */
  readonly keyArn?: string;
}

/** A log group that forgets. */
export class LogGroup extends Construct {
  public readonly arn: string;
  public readonly name: string;

  constructor(scope: Construct, id: string, { name, retentionDays, keyArn }: LogGroupProps) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, "resource", {
      name,
      retentionInDays: retentionDays,
      kmsKeyId: keyArn,
    });
    this.arn = group.arn;
    this.name = group.name;
  }
}

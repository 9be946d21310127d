import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { Construct } from "constructs";
import type { Account } from "../security/account";
import { LogGroup } from "../security/log-group";
import { Role } from "../security/role";

export interface FlowLogsProps {
  readonly name: string;
  readonly account: Account;
  readonly vpcId: string;
  /** Days until a record is removed. */
  readonly retentionDays: number;
}

/** Records which connections the VPC accepted and refused. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, { name, account, vpcId, retentionDays }: FlowLogsProps) {
    super(scope, id);
    const logs = new LogGroup(this, "logs", { name: `/${name}/flow-logs`, retentionDays });
    const role = new Role(this, "role", {
      name: `${name}-flow-logs`,
      description: "Writes the VPC's flow logs",
      trust: { Service: "vpc-flow-logs.amazonaws.com" },
      condition: { StringEquals: { "aws:SourceAccount": account.id } },
    });
    // @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    role.allow({
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: [`${logs.arn}:*`],
    });
    new FlowLog(this, "resource", {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logs.arn,
      iamRoleArn: role.arn,
      tags: { Name: name },
    });
  }
}

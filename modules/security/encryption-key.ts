import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import type { Account } from "./account";
import { policyDocument, type Statement } from "./policy-document";

export interface EncryptionKeyProps {
  readonly name: string;
  readonly description: string;
  readonly account: Account;
  /**
   * AWS services that publish to topics which the key encrypts.
   * @default - none
   */
  readonly publishers?: readonly Publisher[];
  /** What must outlive `terraform destroy`: a plan that would remove it fails. @default false */
  readonly keep?: boolean;
}

/** Who publishes to encrypted topics: an AWS service by itself, or Auto Scaling by its role in the account. */
export type Publisher = keyof typeof PUBLISHERS | "autoscaling";

/** A customer-managed key, rotated each year, that the account administers and CloudWatch Logs may use for its log groups. */
export class EncryptionKey extends Construct {
  public readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    { name, description, account, publishers = [], keep }: EncryptionKeyProps,
  ) {
    super(scope, id);
    const key = new KmsKey(this, "resource", {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: policyDocument([
        administration(account),
        logs(account),
        ...publishers.map((service) => publish(service, account)),
      ]),
      lifecycle: keep ? { preventDestroy: true } : undefined,
    });
    new KmsAlias(this, "alias", { name: `alias/${name}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

const USE = ["kms:Decrypt", "kms:GenerateDataKey*"];

/** AWS's default key policy: IAM of this account decides. @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function administration({ partition, id }: Account): Statement {
  return {
    Sid: "Administration",
    Principal: { AWS: `arn:${partition}:iam::${id}:root` },
    Action: ["kms:*"],
    Resource: ["*"],
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function logs(account: Account): Statement {
  return {
    Sid: "Logs",
    Principal: { Service: `logs.${account.region}.amazonaws.com` },
    Action: ["kms:Encrypt", "kms:ReEncrypt*", "kms:DescribeKey", ...USE],
    Resource: ["*"],
    Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": account.arn("logs", "log-group:*") } },
  };
}

/**
 * AWS services that publish to encrypted topics, and what limits each to this account.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/set-up-sns.html
 */
const PUBLISHERS = {
  cloudwatch: ({ id }: Account) => ({ "aws:SourceAccount": id }),
  "codestar-notifications": ({ region }: Account) => ({ "kms:ViaService": `sns.${region}.amazonaws.com` }),
};

function publish(service: Publisher, account: Account): Statement {
  if (service === "autoscaling") return publishByRole(account);
  return {
    Sid: service.replace(/\W/g, ""),
    Principal: { Service: `${service}.amazonaws.com` },
    Action: USE,
    Resource: ["*"],
    Condition: { StringEquals: PUBLISHERS[service](account) },
  };
}

/**
 * Auto Scaling publishes by a role that AWS makes with the account's first group. A policy may not name as a principal
 * what is not there yet.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html
 */
function publishByRole({ partition, id }: Account): Statement {
  const role = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
  return {
    Sid: "autoscaling",
    Principal: { AWS: "*" },
    Action: USE,
    Resource: ["*"],
    Condition: { ArnEquals: { "aws:PrincipalArn": `arn:${partition}:iam::${id}:${role}` } },
  };
}

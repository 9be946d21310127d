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
   * AWS services that encrypt with the key on their own behalf, such as `sns`'s publishers.
   * @default - none
   */
  readonly services?: readonly string[];
}

/** A customer-managed key, rotated each year, that the account administers and CloudWatch Logs may use for its log groups. */
export class EncryptionKey extends Construct {
  public readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    { name, description, account, services = [] }: EncryptionKeyProps,
  ) {
    super(scope, id);
    const key = new KmsKey(this, "resource", {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: policyDocument([
        administration(account),
        logs(account),
        ...services.map((service) => use(service, account)),
      ]),
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

function use(service: string, { id }: Account): Statement {
  return {
    Sid: service.replace(/\W/g, ""),
    Principal: { Service: `${service}.amazonaws.com` },
    Action: USE,
    Resource: ["*"],
    Condition: { StringEquals: { "aws:SourceAccount": id } },
  };
}

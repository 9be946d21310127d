import { Construct } from "constructs";
import type { Account } from "../security/account";
import { PrivateBucket } from "../security/private-bucket";

export interface AccessLogsProps {
  readonly name: string;
  readonly account: Account;
  /** Days until a log is removed. */
  readonly expiryDays: number;
}

/** The bucket that Elastic Load Balancing writes access logs to. */
export class AccessLogs extends Construct {
  public readonly bucket: PrivateBucket;

  constructor(scope: Construct, id: string, { name, account, expiryDays }: AccessLogsProps) {
    super(scope, id);
    // Log delivery knows Amazon S3's own key only.
    // @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    this.bucket = new PrivateBucket(this, "bucket", {
      name: `${name}-access-logs-${account.id}`,
      expiryDays,
      allow: (bucketArn) => [
        {
          Sid: "Delivery",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: ["s3:PutObject"],
          Resource: [`${bucketArn}/AWSLogs/${account.id}/*`],
        },
      ],
    });
  }
}

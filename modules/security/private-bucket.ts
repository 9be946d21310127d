import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "./policy-document";

export interface PrivateBucketProps {
  readonly name: string;
  /** ARN of the key that encrypts objects. @default - Amazon S3's own key */
  readonly keyArn?: string;
  /** Days until objects, and old versions of them, are removed. @default - never */
  readonly expiryDays?: number;
  /** What the keys of objects begin with that are removed so. @default - all objects */
  readonly expiryPrefix?: string;
  /** Keep old versions of objects. @default false */
  readonly versioned?: boolean;
  /**
   * What must outlive `terraform destroy`: a plan that would remove it fails. Otherwise the bucket goes with all that
   * is in it.
   * @default false
   */
  readonly keep?: boolean;
  /** Further statements of the bucket's policy. @default - none */
  readonly allow?: (bucketArn: string) => Statement[];
}

/** A bucket that is closed to the public, encrypted, and reachable over TLS only. */
export class PrivateBucket extends Construct {
  public readonly arn: string;
  public readonly name: string;
  /** What a resource depends on that AWS checks the bucket's policy for. */
  public readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const bucket = new S3Bucket(this, "resource", {
      bucket: props.name,
      forceDestroy: !props.keep,
      lifecycle: props.keep ? { preventDestroy: true } : undefined,
    });
    this.arn = bucket.arn;
    this.name = bucket.bucket;
    const access = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: bucket.id,
      rule: [
        {
          applyServerSideEncryptionByDefault: props.keyArn
            ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: props.keyArn }
            : { sseAlgorithm: "AES256" },
          bucketKeyEnabled: props.keyArn !== undefined,
        },
      ],
    });
    this.policy = new S3BucketPolicy(this, "policy", {
      bucket: bucket.id,
      policy: policyDocument([tlsOnly(bucket.arn), ...(props.allow?.(bucket.arn) ?? [])]),
      // S3 refuses two changes to a bucket's access at the same time.
      dependsOn: [access],
    });
    if (props.versioned) {
      new S3BucketVersioningA(this, "versioning", {
        bucket: bucket.id,
        versioningConfiguration: { status: "Enabled" },
      });
    }
    if (props.expiryDays !== undefined) this.expire(bucket.id, props.expiryDays, props.expiryPrefix);
  }

  private expire(bucket: string, days: number, prefix = ""): void {
    new S3BucketLifecycleConfiguration(this, "expiry", {
      bucket,
      rule: [
        {
          id: "expire",
          status: "Enabled",
          filter: [{ prefix }],
          expiration: [{ days }],
          noncurrentVersionExpiration: [{ noncurrentDays: days }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
    });
  }
}

function tlsOnly(bucketArn: string): Statement {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: ["s3:*"],
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

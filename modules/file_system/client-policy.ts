import { policyDocument, type Statement } from "../security/policy-document";

export interface ClientPolicyProps {
  readonly fileSystemArn: string;
  /** The access point that instances come through. */
  readonly accessPointArn: string;
  /** ARN of the role of the instances. */
  readonly instanceRoleArn: string;
}

const CLIENT_ACTIONS = [
  "elasticfilesystem:ClientMount",
  "elasticfilesystem:ClientRootAccess",
  "elasticfilesystem:ClientWrite",
];

/**
 * Who may mount a file system, and how: over TLS and through its mount targets whoever it is, and instances through
 * their access point alone, which makes them one user who owns nothing of a release.
 *
 * CodeBuild mounts over TLS but knows no IAM authorization, so a policy has to let every principal in; what keeps others
 * out is the security group of the mount targets.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-efs-troubleshooting.html
 * @see https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
export function clientPolicy({ fileSystemArn, accessPointArn, instanceRoleArn }: ClientPolicyProps): string {
  const statement = (rest: Pick<Statement, "Sid" | "Effect" | "Principal" | "Condition">): Statement => ({
    Principal: "*",
    Action: CLIENT_ACTIONS,
    Resource: [fileSystemArn],
    ...rest,
  });
  return policyDocument([
    statement({
      Sid: "ThroughMountTargets",
      // "AWS": "*" takes in those who name no role, in EFS's policies as the pages above write them.
      Principal: { AWS: "*" },
      Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } },
    }),
    statement({
      Sid: "TlsOnly",
      Effect: "Deny",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
    statement({
      Sid: "InstancesThroughAccessPoint",
      Effect: "Deny",
      Principal: { AWS: instanceRoleArn },
      Condition: { StringNotEquals: { "elasticfilesystem:AccessPointArn": accessPointArn } },
    }),
  ]);
}

import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Construct } from "constructs";

export interface RepositoryProps {
  readonly name: string;
  readonly keyArn: string;
  /** Tagged images that are kept. @default 30 */
  readonly imagesToKeep?: number;
}

/** The registry of the application's images: scanned as they arrive, tags that never move, old images removed. */
export class Repository extends Construct {
  public readonly arn: string;
  public readonly url: string;

  constructor(scope: Construct, id: string, { name, keyArn, imagesToKeep = 30 }: RepositoryProps) {
    super(scope, id);
    const repository = new EcrRepository(this, "resource", {
      name,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: keyArn }],
      // `terraform destroy` would stop at the first image otherwise.
      forceDelete: true,
    });
    new EcrLifecyclePolicy(this, "expiry", {
      repository: repository.name,
      policy: JSON.stringify({
        rules: [
          expire(1, "untagged images after a day", {
            tagStatus: "untagged",
            countType: "sinceImagePushed",
            countUnit: "days",
            countNumber: 1,
          }),
          expire(2, `all but the newest ${imagesToKeep} images`, {
            tagStatus: "any",
            countType: "imageCountMoreThan",
            countNumber: imagesToKeep,
          }),
        ],
      }),
    });
    this.arn = repository.arn;
    this.url = repository.repositoryUrl;
  }
}

function expire(rulePriority: number, what: string, selection: Readonly<Record<string, string | number>>) {
  return { rulePriority, description: `Remove ${what}`, selection, action: { type: "expire" } };
}

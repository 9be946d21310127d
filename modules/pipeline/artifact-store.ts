import { Construct } from "constructs";
import type { Account } from "../security/account";
import { PrivateBucket } from "../security/private-bucket";

export interface ArtifactStoreProps {
  readonly name: string;
  readonly account: Account;
  readonly keyArn: string;
  /** Days until artifacts are removed. @default 30 */
  readonly expiryDays?: number;
}

/** Where stages of the pipeline hand their work on. */
export class ArtifactStore extends Construct {
  public readonly bucket: PrivateBucket;
  public readonly keyArn: string;

  constructor(scope: Construct, id: string, { name, account, keyArn, expiryDays = 30 }: ArtifactStoreProps) {
    super(scope, id);
    this.keyArn = keyArn;
    this.bucket = new PrivateBucket(this, "bucket", {
      name: `${name}-artifacts-${account.id}`,
      keyArn,
      expiryDays,
      versioned: true,
    });
  }
}

import { Construct } from "constructs";
import type { Account } from "../security/account";
import { PrivateBucket } from "../security/private-bucket";

export interface ArtifactStoreProps {
  readonly name: string;
  readonly account: Account;
  readonly keyArn: string;
  /** Days until artifacts are removed. @default 30 */
  readonly expiryDays?: number;
  /** What the keys of artifacts begin with that are removed. @default - all of them */
  readonly expiryPrefix?: string;
}

/** Where stages of the pipeline hand their work on. */
export class ArtifactStore extends Construct {
  public readonly bucket: PrivateBucket;
  public readonly keyArn: string;

  constructor(scope: Construct, id: string, props: ArtifactStoreProps) {
    super(scope, id);
    const { name, account, keyArn, expiryDays = 30, expiryPrefix } = props;
    this.keyArn = keyArn;
    this.bucket = new PrivateBucket(this, "bucket", {
      name: `${name}-artifacts-${account.id}`,
      keyArn,
      expiryDays,
      expiryPrefix,
      versioned: true,
    });
  }
}

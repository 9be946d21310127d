import { bakeDocument } from "../../../modules/golden_ami/bake-document";
import { POINTER } from "./bench";

/** The document of a stack named `shop-ami`, with scripts of a user's own. */
export const BAKE_DOCUMENT = bakeDocument({
  name: "shop-ami",
  region: "eu-central-1",
  baseImage: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
  pointer: POINTER,
  roleArn: "arn:aws:iam::123456789012:role/shop-ami-automation",
  machine: {
    instanceType: "t3.small",
    instanceProfile: "shop-ami-builder",
    subnetId: "subnet-1",
    securityGroupId: "sg-1",
    isPublic: false,
    rootVolumeGiB: 8,
  },
  logGroup: "/aws/ssm/shop-ami-golden-ami",
  userScript: "echo hello\n",
  checkScript: "test -e /etc/os-release\n",
  tags: { System: "shop" },
});

import type { BakeSettings } from "../../../modules/golden_ami/bake-settings";

export const SETTINGS: BakeSettings = {
  name: "shop-ami",
  region: "eu-central-1",
  baseImage: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
  pointer: "/shop-ami/golden-ami",
  roleArn: "arn:aws:iam::123456789012:role/shop-ami-automation",
  machine: {
    instanceType: "t3.small",
    rootVolumeGiB: 12,
    instanceProfile: "shop-ami-image-builder",
    subnetId: "subnet-3",
    securityGroupId: "sg-1",
    isPublic: false,
  },
  logGroup: "/aws/ssm/shop-ami-golden-ami",
  tags: { System: "shop" },
};

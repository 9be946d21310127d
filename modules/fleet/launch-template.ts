import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { LaunchTemplate as AwsLaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Construct } from "constructs";
import { literal } from "../literal";
import type { Network } from "../networking/network";
import type { Role } from "../security/role";
import type { SecurityGroup } from "../security/security-group";
import { fleetTags } from "./tags";

export interface LaunchTemplateProps {
  readonly name: string;
  readonly network: Network;
  readonly role: Role;
  readonly securityGroup: SecurityGroup;
  readonly instanceType: string;
  /** Image: `ami-…`, or `resolve:ssm:` and the name of a parameter that holds one. */
  readonly image: string;
  /** Script of the first boot. It may hold no reference to other resources. */
  readonly userData: string;
  /** Size of the root volume in GiB. */
  readonly rootVolumeGiB: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The root device of Amazon Linux. */
const ROOT_DEVICE = "/dev/xvda";

/** How instances of a fleet are launched: closed, encrypted, and reachable by Session Manager only. */
export class LaunchTemplate extends Construct {
  public readonly id: string;
  public readonly arn: string;

  constructor(scope: Construct, id: string, props: LaunchTemplateProps) {
    super(scope, id);
    const { name, network, role } = props;
    const profile = new IamInstanceProfile(this, "profile", { name: `${name}-instance`, role: role.name });
    const tags = literals(fleetTags(name, props.tags));
    const template = new AwsLaunchTemplate(this, "resource", {
      name,
      description: `Instances of ${name}`,
      updateDefaultVersion: true,
      imageId: props.image,
      instanceType: props.instanceType,
      iamInstanceProfile: { arn: profile.arn },
      // The instance's own code gets its credentials by a session only, and nothing behind it does.
      // @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: ROOT_DEVICE,
          ebs: {
            encrypted: "true",
            volumeType: "gp3",
            volumeSize: props.rootVolumeGiB,
            deleteOnTermination: "true",
          },
        },
      ],
      networkInterfaces: [
        {
          deviceIndex: 0,
          associatePublicIpAddress: String(network.tasksArePublic),
          securityGroups: [props.securityGroup.id],
          deleteOnTermination: "true",
        },
      ],
      userData: Buffer.from(props.userData).toString("base64"),
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
      // The first instance uses the role as soon as it boots.
      dependsOn: role.permissions,
    });
    this.id = template.id;
    this.arn = template.arn;
  }
}

function literals(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, literal(value)]));
}

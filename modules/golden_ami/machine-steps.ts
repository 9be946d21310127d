import { type AutomationStep, call, until } from "./automation-step";
import { type BakeSettings, EXECUTION, tagged } from "./bake-settings";

export interface Launch {
  /** Such as `Builder`; the steps are `launchBuilder` and `waitForBuilder`. */
  readonly part: "Builder" | "Checker";
  readonly imageId: string;
  readonly rootDevice: string;
}

/** How steps behind it name the instance that a launch has made. */
export function instanceOf(part: Launch["part"]): string {
  return `{{ launch${part}.InstanceId }}`;
}

/** Starts an instance of an image, and waits until Systems Manager reaches it: then it has booted. */
export function launchSteps(settings: BakeSettings, { part, imageId, rootDevice }: Launch): AutomationStep[] {
  const { instanceType, rootVolumeGiB, instanceProfile, subnetId, securityGroupId, isPublic } =
    settings.machine;
  const role = part.toLowerCase();
  return [
    call(
      `launch${part}`,
      ["ec2", "RunInstances"],
      {
        // A step that is tried again must not launch a second instance.
        ClientToken: `${EXECUTION}-${role}`,
        ImageId: imageId,
        InstanceType: instanceType,
        MinCount: 1,
        MaxCount: 1,
        IamInstanceProfile: { Name: instanceProfile },
        MetadataOptions: { HttpTokens: "required", HttpEndpoint: "enabled", HttpPutResponseHopLimit: 1 },
        NetworkInterfaces: [
          {
            DeviceIndex: 0,
            SubnetId: subnetId,
            Groups: [securityGroupId],
            AssociatePublicIpAddress: isPublic,
            DeleteOnTermination: true,
          },
        ],
        // With the account's own key for EBS: with one of this project's, Auto Scaling could start the image only after
        // a grant to its service-linked role.
        BlockDeviceMappings: [
          {
            DeviceName: rootDevice,
            Ebs: { Encrypted: true, VolumeType: "gp3", VolumeSize: rootVolumeGiB, DeleteOnTermination: true },
          },
        ],
        TagSpecifications: tagged(settings, role, ["instance", "volume", "network-interface"]),
      },
      {
        description: `Starts the ${role}`,
        outputs: [{ Name: "InstanceId", Selector: "$.Instances[0].InstanceId", Type: "String" }],
        timeoutSeconds: 120,
        maxAttempts: 3,
      },
    ),
    until(
      `waitFor${part}`,
      ["ssm", "DescribeInstanceInformation"],
      { Filters: [{ Key: "InstanceIds", Values: [instanceOf(part)] }] },
      { selector: "$.InstanceInformationList[0].PingStatus", values: ["Online"] },
      { description: `Waits until the ${role} has booted and its SSM agent answers`, timeoutSeconds: 900 },
    ),
  ];
}

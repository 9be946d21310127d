import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as codedeploy from "@aws-sdk/client-codedeploy";
import * as ec2 from "@aws-sdk/client-ec2";
import * as quotas from "@aws-sdk/client-service-quotas";
import * as ssm from "@aws-sdk/client-ssm";
import { preflight } from "../../../operate/preflight/run";
import { arn, BLUE, operatorOf, role, type Shop } from "../shop";

/** What bears the tags of a system that is released to instances. */
export const FLEET_ARNS = [
  arn("codepipeline", "shop"),
  arn("codedeploy", "deploymentgroup:shop/shop"),
  BLUE,
  arn("elasticloadbalancing", "loadbalancer/app/shop/0123456789abcdef"),
  arn("cloudwatch", "alarm:shop-errors"),
  arn("ssm", "parameter/shop/golden-ami"),
];

export const IN_SERVICE = { LifecycleState: "InService", HealthStatus: "Healthy" };
export const PUBLIC_IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/** The groups whose instances are released to, with what they differ in from those that are well. */
export const groupOf = (shop: Shop, more: Partial<autoscaling.AutoScalingGroup> = {}) =>
  shop.answer(autoscaling.DescribeAutoScalingGroupsCommand, ({ AutoScalingGroupNames }) => ({
    AutoScalingGroups: AutoScalingGroupNames.map((AutoScalingGroupName: string) => ({
      AutoScalingGroupName,
      DesiredCapacity: 2,
      Instances: [IN_SERVICE, IN_SERVICE],
      VPCZoneIdentifier: "subnet-a,subnet-b",
      LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "shop", Version: "$Latest" },
      ...more,
    })),
  }));

/** What the launch template of the group says. */
export const templateOf = (shop: Shop, more: Partial<ec2.ResponseLaunchTemplateData> = {}) =>
  shop.answer(ec2.DescribeLaunchTemplateVersionsCommand, {
    LaunchTemplateVersions: [
      {
        LaunchTemplateData: { ImageId: `resolve:ssm:${PUBLIC_IMAGE}`, InstanceType: "t4g.small", ...more },
      },
    ],
  });

/** How CodeDeploy releases: to the instances that are there, or to a copy of their group. */
export const releasedTo = (
  shop: Shop,
  what: "the instances" | "a copy" | "others",
  groups: readonly string[] = ["shop"],
) =>
  shop.answer(codedeploy.GetDeploymentGroupCommand, {
    deploymentGroupInfo: {
      serviceRoleArn: role("shop-deploy"),
      autoScalingGroups: groups.map((name) => ({ name })),
      alarmConfiguration: { enabled: true, alarms: [{ name: "shop-errors" }] },
      deploymentStyle: { deploymentType: what === "the instances" ? "IN_PLACE" : "BLUE_GREEN" },
      // A group that has once released otherwise keeps what it did that by.
      blueGreenDeploymentConfiguration: {
        greenFleetProvisioningOption: {
          action: what === "others" ? "DISCOVER_EXISTING" : "COPY_AUTO_SCALING_GROUP",
        },
      },
    },
  });

/** What a system of instances that is fit for a release says. */
export function fleet(shop: Shop, what: "the instances" | "a copy" = "a copy"): void {
  shop.reset();
  groupOf(shop);
  templateOf(shop);
  releasedTo(shop, what);
  shop.answer(ssm.GetParameterCommand, { Parameter: { Value: "ami-1" } });
  shop.answer(ec2.DescribeImagesCommand, ({ ImageIds: [ImageId] }) => ({
    Images: [{ ImageId, State: "available" }],
  }));
  shop.answer(ec2.DescribeInstanceTypesCommand, ({ InstanceTypes }) => ({
    InstanceTypes: InstanceTypes.map((InstanceType: string) => ({
      InstanceType,
      VCpuInfo: { DefaultVCpus: InstanceType.endsWith(".4xlarge") ? 16 : 2 },
    })),
  }));
  shop.answer(quotas.GetServiceQuotaCommand, ({ ServiceCode, QuotaCode }) => ({
    Quota: {
      QuotaName: "Running On-Demand Standard instances",
      ServiceCode,
      QuotaCode,
      Value: 5,
      UsageMetric: { MetricNamespace: "AWS/Usage", MetricName: "ResourceCount" },
    },
  }));
}

/** What is found on it, each as it would be told. */
export async function foundOn(stack: string) {
  const { checks, verdict } = await preflight(operatorOf(FLEET_ARNS, stack));
  const told = checks.flatMap(({ id, findings, reason }) => [
    ...findings.map(({ level, message }) => `${id}: ${level}: ${message}`),
    ...(reason === undefined ? [] : [`${id}: ${reason}`]),
  ]);
  return { verdict, told, ids: checks.map(({ id }) => id) };
}

import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as ec2 from "@aws-sdk/client-ec2";
import * as quotas from "@aws-sdk/client-service-quotas";
import { shop } from "../shop";
import { fleet, foundOn, groupOf, releasedTo, templateOf } from "./fleet";

const found = () => foundOn("ec2-efs-blue-green");

beforeEach(() => fleet(shop));

const subnets = (...free: number[]) =>
  shop.answer(ec2.DescribeSubnetsCommand, {
    Subnets: free.map((AvailableIpAddressCount, index) => ({
      SubnetId: `subnet-${index}`,
      AvailabilityZone: `zone-${index}`,
      AvailableIpAddressCount,
    })),
  });
const used = (vcpus: number) =>
  shop.answer(cloudwatch.GetMetricStatisticsCommand, { Datapoints: [{ Maximum: vcpus }] });
const mixed = (overrides: object[], distribution: object = {}) =>
  groupOf(shop, {
    LaunchTemplate: undefined,
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: "lt-1" },
        Overrides: overrides,
      },
      InstancesDistribution: distribution,
    },
  });

const FIT = { verdict: "fit", told: [] };

test("a group that a release can copy is fit", async () => {
  expect(await found()).toMatchObject(FIT);
  expect(shop.inputs(ec2.DescribeSubnetsCommand)).toEqual([{ SubnetIds: ["subnet-a", "subnet-b"] }]);
  expect(shop.inputs(quotas.GetServiceQuotaCommand)).toEqual([
    { ServiceCode: "ec2", QuotaCode: "L-1216C47A" },
  ]);
  expect(shop.inputs(autoscaling.DescribeAutoScalingGroupsCommand)).toHaveLength(1);
  expect(shop.inputs(ec2.DescribeLaunchTemplateVersionsCommand)).toHaveLength(1);
});

test.each([
  ["to the instances that are there", "the instances"],
  ["to instances that somebody else starts", "others"],
] as const)("a release %s needs no room for new ones", async (_, what) => {
  releasedTo(shop, what);
  subnets(0, 0);
  used(100);
  expect(await found()).toMatchObject(FIT);
});

describe("addresses", () => {
  test("that are fewer than the instances of the copy refuse the release", async () => {
    subnets(1, 0);
    expect(await found()).toMatchObject({
      verdict: "not fit",
      told: [
        "addresses-free: error: subnet-a, subnet-b have 1 free addresses, and the release starts 2 instances",
      ],
    });
  });

  test("that one zone has none of are warned of", async () => {
    subnets(2, 0);
    expect(await found()).toMatchObject({
      verdict: "fit",
      told: ["addresses-free: warning: subnet-1 has no free address: no new instance starts in zone-1"],
    });
  });

  test("are not asked for where a group names no subnet", async () => {
    groupOf(shop, { VPCZoneIdentifier: undefined });
    expect(await found()).toMatchObject(FIT);
    expect(shop.inputs(ec2.DescribeSubnetsCommand)).toEqual([]);
  });
});

describe("the quota of EC2", () => {
  const tooMany = (vcpus: number, instances: number, before = 1) => ({
    verdict: "not fit",
    told: [
      `instance-quota: error: Running On-Demand Standard instances is 5, of which ${before} are used, and the release takes ${vcpus} more for ${instances} instances`,
    ],
  });
  const unknown = (why: string) => ({ verdict: "fit", told: [`instance-quota: ${why}`] });

  test("has to hold the copy beside what runs", async () => {
    used(2);
    expect(await found()).toMatchObject(tooMany(4, 2, 2));
  });

  test("has to hold the copies of all groups", async () => {
    releasedTo(shop, "a copy", ["shop", "other"]);
    expect(await found()).toMatchObject(tooMany(8, 4));
  });

  test("is not asked where there is nothing to copy", async () => {
    groupOf(shop, { DesiredCapacity: 0, Instances: [] });
    used(100);
    expect(await found()).toMatchObject(FIT);
  });

  test("counts the largest of several types", async () => {
    mixed([{ InstanceType: "t4g.small" }, { InstanceType: "m7g.4xlarge" }]);
    expect(await found()).toMatchObject(tooMany(32, 2));
  });

  test("counts a type that is several units of capacity as often as it is started", async () => {
    mixed([
      { InstanceType: "t4g.small", WeightedCapacity: "1" },
      { InstanceType: "m7g.4xlarge", WeightedCapacity: "4" },
    ]);
    expect(await found()).toMatchObject(tooMany(16, 1));
  });

  test("does not count what is Spot's", async () => {
    mixed([{ InstanceType: "c7g.4xlarge" }], {
      OnDemandBaseCapacity: 1,
      OnDemandPercentageAboveBaseCapacity: 0,
    });
    expect(await found()).toMatchObject(tooMany(16, 1));
  });

  test.each<[string, () => void]>([
    [
      "by its policy",
      () => mixed([{ InstanceType: "t4g.small" }], { OnDemandPercentageAboveBaseCapacity: 0 }),
    ],
    ["by its launch template", () => templateOf(shop, { InstanceMarketOptions: { MarketType: "spot" } })],
  ])("is another one for a group of Spot Instances %s", async (_, make) => {
    make();
    expect(await found()).toMatchObject(
      unknown("the group shop is of Spot Instances, whose quotas are not asked"),
    );
  });

  test.each(["t3a.micro", "im4gn.large", "is4gen.large", "z1d.large", "c7gn.large"] as const)(
    "is about %s",
    async (InstanceType) => {
      templateOf(shop, { InstanceType });
      expect(await found()).toMatchObject(FIT);
      expect(shop.inputs(ec2.DescribeInstanceTypesCommand)).toEqual([{ InstanceTypes: [InstanceType] }]);
    },
  );

  test.each([
    "g5.xlarge",
    "inf2.xlarge",
    "trn1.2xlarge",
    "hpc7g.4xlarge",
    "x2gd.large",
    "mac2.metal",
  ] as const)("is not about %s", async (InstanceType) => {
    templateOf(shop, { InstanceType });
    expect(await found()).toMatchObject(
      unknown(
        `the group shop launches ${InstanceType}: the quota of standard instances, which alone is asked, is not about them`,
      ),
    );
  });

  test("is not judged where types are chosen by what they have", async () => {
    const InstanceRequirements = { VCpuCount: { Min: 2 }, MemoryMiB: { Min: 1024 } };
    mixed([{ InstanceRequirements }]);
    expect((await found()).told).toEqual([
      "instance-quota: the group shop names no instance types, as where they are chosen by what they have: how many vCPUs it takes is not known",
    ]);
  });

  test("is not judged where the region has none", async () => {
    shop.refuse(quotas.GetServiceQuotaCommand, "NoSuchResourceException");
    shop.refuse(quotas.GetAWSDefaultServiceQuotaCommand, "NoSuchResourceException");
    expect(await found()).toMatchObject(
      unknown("Service Quotas does not know the quota L-1216C47A of ec2 in this region"),
    );
  });
});

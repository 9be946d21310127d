import type { AutoScalingGroup, LaunchTemplateOverrides } from "@aws-sdk/client-auto-scaling";
import { type _InstanceType, DescribeInstanceTypesCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { Facts } from "../../facts";
import { STANDARD_VCPUS } from "../../quotas";
import { copiedGroups, isFleet } from "../fleet";
import { launchTemplatesOf } from "../launch-template";
import { type Check, NotChecked } from "../model";
import { roomIn } from "../quota-room";

/**
 * Families whose vCPUs count together. Their names begin with these letters, as `im4gn` does; `hpc`, `inf` and `trn` have
 * quotas of their own.
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
 */
const STANDARD = /^(a|c|d|h|i|im|is|m|r|t|z)\d/;

/** A type of instance, and how many units of a group's capacity one of it is. */
interface Choice {
  readonly type: string;
  readonly units: number;
}

/** The copy of a group runs beside its original, and its instances count against a quota of the account and region. */
export const instanceQuota: Check = {
  id: "instance-quota",
  title: "the quota of EC2 has room for new instances",
  applies: isFleet,
  async find({ facts }) {
    const groups = (await copiedGroups(facts)).filter(({ DesiredCapacity = 0 }) => DesiredCapacity > 0);
    if (groups.length === 0) return [];
    const taken = await Promise.all(groups.map((group) => takenBy(facts, group)));
    const sum = (of: "instances" | "vcpus") => taken.reduce((total, each) => total + each[of], 0);
    return roomIn(facts, STANDARD_VCPUS, sum("vcpus"), `${sum("instances")} instances`);
  },
};

/** What the copy of a group takes: of the types that it may be launched as, those that take the most. */
async function takenBy(
  facts: Facts,
  group: AutoScalingGroup,
): Promise<{ readonly instances: number; readonly vcpus: number }> {
  const name = group.AutoScalingGroupName;
  const choices = await choicesOf(facts, group);
  const units = onDemandOf(group);
  if (units === 0) throw ofSpot(name);
  const others = choices.filter(({ type }) => !STANDARD.test(type));
  if (others.length > 0) {
    throw new NotChecked(
      `the group ${name} launches ${others.map(({ type }) => type).join(", ")}: the quota of standard instances, which alone is asked, is not about them`,
    );
  }
  const InstanceTypes = [...new Set(choices.map(({ type }) => type as _InstanceType))];
  const { InstanceTypes: known = [] } = await facts.operator.calls.of(
    "ec2",
    EC2Client,
  )(new DescribeInstanceTypesCommand({ InstanceTypes }));
  const taken = choices.map(({ type, units: each }) => {
    const instances = Math.ceil(units / each);
    const { VCpuInfo } = known.find(({ InstanceType }) => InstanceType === type) ?? {};
    return { instances, vcpus: instances * (VCpuInfo?.DefaultVCpus ?? 0) };
  });
  return taken.reduce((most, one) => (one.vcpus > most.vcpus ? one : most));
}

/**
 * Units of a group's capacity that are not Spot's.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
 */
function onDemandOf({ DesiredCapacity = 0, MixedInstancesPolicy }: AutoScalingGroup): number {
  const { OnDemandBaseCapacity: base = 0, OnDemandPercentageAboveBaseCapacity: percent = 100 } =
    MixedInstancesPolicy?.InstancesDistribution ?? {};
  const above = Math.max(0, DesiredCapacity - base);
  return DesiredCapacity - above + Math.ceil((above * percent) / 100);
}

/**
 * The types that a group may launch: those of its mixed instances policy, else that of its launch template.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateOverrides.html
 *
 * @throws NotChecked where it names none, or they are Spot's
 */
async function choicesOf(facts: Facts, group: AutoScalingGroup): Promise<readonly Choice[]> {
  const [own] = await launchTemplatesOf(facts, group);
  const { InstanceType: type, InstanceMarketOptions } = own?.data ?? {};
  const name = group.AutoScalingGroupName;
  if (InstanceMarketOptions?.MarketType === "spot") throw ofSpot(name);
  const overrides = group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
  const choices = (overrides.length > 0 ? overrides : [{}]).map(
    ({ InstanceType = type, InstanceRequirements, WeightedCapacity = "1" }: LaunchTemplateOverrides) => ({
      type: InstanceRequirements ? undefined : InstanceType,
      units: Number(WeightedCapacity),
    }),
  );
  const named = choices.flatMap(({ type: one, units }) => (one ? [{ type: one, units }] : []));
  if (named.length === choices.length) return named;
  throw new NotChecked(
    `the group ${name} names no instance types, as where they are chosen by what they have: how many vCPUs it takes is not known`,
  );
}

function ofSpot(name: string | undefined): NotChecked {
  return new NotChecked(`the group ${name} is of Spot Instances, whose quotas are not asked`);
}

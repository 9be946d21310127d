/** What an instance offers to tasks. */
export interface InstanceSize {
  /** CPU units; 1024 are one vCPU. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
}

const CPU_UNITS = 1024;
const MIB_PER_GIB = 1024;

/**
 * Part of an instance's memory that tasks can have. The rest is the kernel's and the agent's; how much AWS does not say
 * before the instance has registered.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
 */
const FOR_TASKS = 0.88;

/** vCPUs and GiB of the burstable types. @see https://aws.amazon.com/ec2/instance-types/t3/ */
const BURSTABLE: Readonly<Record<string, readonly [vcpus: number, gib: number]>> = {
  nano: [2, 0.5],
  micro: [2, 1],
  small: [2, 2],
  medium: [2, 4],
  large: [2, 8],
  xlarge: [4, 16],
  "2xlarge": [8, 32],
};

/** GiB for each vCPU, by family. @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html */
const GIB_PER_VCPU: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

/** What an instance of a type offers; `undefined` for a type whose size its name does not tell. */
export function sizeOf(instanceType: string): InstanceSize | undefined {
  const [, burstable] = /^t(?:3|3a|4g)\.(\w+)$/.exec(instanceType) ?? [];
  const [vcpus, gib] = (burstable ? BURSTABLE[burstable] : regular(instanceType)) ?? [];
  if (vcpus === undefined || gib === undefined) return undefined;
  return { cpu: vcpus * CPU_UNITS, memory: Math.floor(gib * MIB_PER_GIB * FOR_TASKS) };
}

/** Of generations whose sizes all follow one rule: `large` has two vCPUs, `4xlarge` sixteen. */
function regular(instanceType: string): readonly [number, number] | undefined {
  const [, family = "", times] =
    /^([cmr])[5-8](?:a|g|i|d|ad|gd|id)?\.(?:medium|large|(\d*)xlarge)$/.exec(instanceType) ?? [];
  const perVcpu = GIB_PER_VCPU[family];
  if (perVcpu === undefined) return undefined;
  const vcpus = times === undefined ? (instanceType.endsWith(".medium") ? 1 : 2) : 4 * Number(times || 1);
  return [vcpus, vcpus * perVcpu];
}
